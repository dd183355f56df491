package dev.byol.trainer.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.trainer.byol.FeatureExtractor;
import dev.byol.trainer.eval.LabelledFeatures;
import dev.byol.trainer.telemetry.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The evaluations of one run; remembers the untrained encoder's figures across resumes. */
final class Evaluator implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FeatureEvaluation evaluation;
  private final FeatureExtractor extractor;
  private final Optional<OnlineProbe> probe;
  private final Path memory;

  Evaluator(
      FeatureEvaluation evaluation,
      FeatureExtractor extractor,
      Optional<OnlineProbe> probe,
      Path folder) {
    this.evaluation = evaluation;
    this.extractor = extractor;
    this.probe = probe;
    this.memory = folder.resolve("untrained.json");
  }

  /** Figures of the encoder as it is now. */
  Figures now() {
    LabelledFeatures held = evaluation.testFeatures(extractor);
    Figures figures = evaluation.measure(extractor, held);
    return probe.map(p -> figures.withOnline(p.accuracy(held))).orElse(figures);
  }

  /** Figures of the pixels themselves. */
  Figures rawPixels() {
    return evaluation.rawPixels();
  }

  /** The reference's linear evaluation of the encoder as it is now, as a sentence. */
  Optional<String> protocol() {
    return evaluation
        .linearEvaluation(extractor)
        .map(
            result ->
                String.format(
                    Locale.ROOT,
                    "Linear evaluation after the reference's protocol: top-1 %.1f %%, top-5 %.1f %%, loss %.3f.",
                    100 * result.top1(),
                    100 * result.top5(),
                    result.loss()));
  }

  /** Measures the encoder before the first step and remembers the figures. */
  void rememberUntrained() {
    Figures figures = now();
    ObjectNode node = JSON.createObjectNode();
    figures.linear().ifPresent(v -> node.put("linear", v));
    figures.knn().ifPresent(v -> node.put("knn", v));
    figures.fewLabels().ifPresent(v -> node.put("fewLabels", v));
    try {
      Files.createDirectories(memory.getParent());
      Files.writeString(memory, node.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@link #rememberUntrained} found; nothing when the file is gone. */
  Figures untrained() {
    if (!Files.exists(memory)) {
      return Figures.NONE;
    }
    try {
      ObjectNode node = (ObjectNode) JSON.readTree(memory.toFile());
      return new Figures(
          OptionalDouble.empty(),
          number(node, "linear"),
          number(node, "knn"),
          number(node, "fewLabels"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OptionalDouble number(ObjectNode node, String name) {
    return node.has(name) ? OptionalDouble.of(node.get(name).asDouble()) : OptionalDouble.empty();
  }

  @Override
  public void close() {
    extractor.close();
  }
}
