package dev.byol.trainer.engine.choice;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import java.util.Optional;

/** Starts the engine of a process. */
public final class Engines {
  private Engines() {}

  /**
   * An engine and why it is this one.
   *
   * @param engine the caller closes it
   * @param reason one sentence for the log
   */
  public record Chosen(Engine engine, String reason) {}

  /**
   * Starts the fast engine where it can run, else the portable one; for bfloat16 the fast one or
   * none.
   *
   * @throws EngineUnavailableException when an engine was asked for that cannot run here
   */
  public static Chosen choose(Precision precision, EngineRequest request) {
    if (precision == Precision.BFLOAT16) {
      requireBfloat16(request);
    }
    if (request == EngineRequest.ND4J) {
      return portable(precision, EngineRequest.VARIABLE + " asks for it");
    }
    Optional<String> obstacle = OneDnnEngine.obstacle(precision);
    if (obstacle.isEmpty()) {
      Engine engine = OneDnnEngine.start(precision);
      return new Chosen(engine, "Engine: " + engine.description() + ".");
    }
    if (request == EngineRequest.ONEDNN) {
      throw new EngineUnavailableException(
          "%s=onednn, but %s; unset it to train with the portable engine"
              .formatted(EngineRequest.VARIABLE, obstacle.get()));
    }
    return portable(precision, "the fast engine cannot be used: " + obstacle.get());
  }

  /** Why no run can compute with {@code precision} on this machine, if so. */
  public static Optional<String> obstacle(Precision precision) {
    return precision == Precision.BFLOAT16 ? OneDnnEngine.obstacle(precision) : Optional.empty();
  }

  private static void requireBfloat16(EngineRequest request) {
    Optional<String> obstacle =
        request == EngineRequest.ND4J
            ? Optional.of("%s=nd4j, and that engine has none".formatted(EngineRequest.VARIABLE))
            : obstacle(Precision.BFLOAT16);
    obstacle.ifPresent(
        why -> {
          throw new EngineUnavailableException(
              "precision is BFloat16, but %s; set spec.precision to Float32".formatted(why));
        });
  }

  private static Chosen portable(Precision precision, String why) {
    Engine engine = Nd4jEngine.start(precision);
    return new Chosen(engine, "Engine: %s, because %s.".formatted(engine.description(), why));
  }
}
