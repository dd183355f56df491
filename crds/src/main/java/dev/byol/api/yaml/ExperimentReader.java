package dev.byol.api.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.validation.ExperimentValidator;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.api.validation.Violation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads and checks an experiment; whatever is wrong comes as one {@link InvalidExperimentException}
 * whose violations name field, line and remedy.
 *
 * <p>Paths inside an experiment are left as written; they are relative to the current directory.
 */
public final class ExperimentReader {
  private static final int MAX_BYTES = 1 << 20;
  private static final ObjectMapper BINDER = new ObjectMapper();

  private ExperimentReader() {}

  /**
   * Reads a file.
   *
   * @param settings overrides such as {@code spec.training.maxSteps=400}, applied in order
   * @throws InvalidExperimentException with everything wrong
   */
  public static ByolExperiment read(Path file, List<String> settings) {
    return parse(file.toString(), bytes(file), settings);
  }

  /**
   * Reads YAML or JSON text.
   *
   * @param name name of the source, for messages
   * @param settings overrides such as {@code spec.training.maxSteps=400}, applied in order
   * @throws InvalidExperimentException with everything wrong
   */
  public static ByolExperiment parse(String name, byte[] utf8, List<String> settings) {
    SourceTree source = DocumentReader.read(name, decode(name, utf8));
    Overrides.applyInPlace(source, settings);
    List<Violation> misfits = TreeCheck.checkInPlace(source);
    if (!misfits.isEmpty()) {
      throw new InvalidExperimentException(misfits);
    }
    ByolExperiment experiment = bind(source);
    List<Violation> violations =
        ExperimentValidator.validate(experiment).stream()
            .map(v -> v.at(source.origin(v.path())))
            .toList();
    if (!violations.isEmpty()) {
      throw new InvalidExperimentException(violations);
    }
    return experiment;
  }

  private static ByolExperiment bind(SourceTree source) {
    try {
      return BINDER.treeToValue(source.root(), ByolExperiment.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that fits the spec does not bind to it", e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        String found = Files.exists(file) ? "not a file" : "missing";
        throw refuse(file.toString(), found, "a YAML file", "check the path");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw tooLarge(file.toString());
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw refuse(
          file.toString(), "unreadable: " + e.getMessage(), "a readable file", "check its rights");
    }
  }

  private static String decode(String name, byte[] utf8) {
    if (utf8.length > MAX_BYTES) {
      throw tooLarge(name);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw refuse(name, "not UTF-8 text", "UTF-8", "save it as UTF-8");
    }
  }

  private static InvalidExperimentException tooLarge(String name) {
    return refuse(name, "too large", "at most 1 MiB", "name the right file");
  }

  private static InvalidExperimentException refuse(
      String name, String value, String allowed, String remedy) {
    return InvalidExperimentException.of(Violation.of(name, value, allowed, remedy));
  }
}
