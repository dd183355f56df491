package dev.byol.trainer.engine.choice;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Which engine somebody asks for. */
public enum EngineRequest {
  /** The fastest one that this machine and the precision allow. */
  AUTO,
  /** oneDNN, or an error. */
  ONEDNN,
  /** ND4J, the portable definition. */
  ND4J;

  /** The environment variable that carries the request. */
  public static final String VARIABLE = "BYOL_ENGINE";

  /**
   * The request in {@value #VARIABLE}; {@code AUTO} when unset.
   *
   * @throws EngineUnavailableException when the value is none of auto, onednn and nd4j
   */
  public static EngineRequest of(Map<String, String> environment) {
    String value = environment.getOrDefault(VARIABLE, "auto");
    return Arrays.stream(values())
        .filter(request -> request.word().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new EngineUnavailableException(
                    "%s is '%s'; set it to one of %s, or unset it"
                        .formatted(
                            VARIABLE,
                            value,
                            Arrays.stream(values())
                                .map(EngineRequest::word)
                                .collect(Collectors.joining(", ")))));
  }

  /** As in {@value #VARIABLE}, and the name of the engine. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
