package dev.byol.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every case of the reference folder ({@code -Dreference.dir=}, by default the bundled one) against
 * our code. Further cases of a known kind are picked up by being there; an unknown kind fails.
 */
class ReferenceTest {
  /** The check of each kind. */
  private static final Map<String, ReferenceCheck> CHECKS =
      Map.ofEntries(
          Map.entry("augment_facts", new AugmentFactsCheck()),
          Map.entry("augment_ops", new AugmentOpsCheck()),
          Map.entry("augment_pipeline", new AugmentPipelineCheck()),
          Map.entry("batchnorm", new BatchNormCheck()),
          Map.entry("byol_step", new ByolStepCheck()),
          Map.entry("checkpoint", new CheckpointCheck()),
          Map.entry("convergence", new ConvergenceCheck(new DigitsTrainer())),
          Map.entry("encoder", new EncoderCheck()),
          Map.entry("fine_tune", new FineTuneCheck()),
          Map.entry("init_spec", new InitSpecCheck()),
          Map.entry("lars", new LarsCheck()),
          Map.entry("linear_eval", new LinearEvalCheck()),
          Map.entry("losses", new LossesCheck()),
          Map.entry("mlp", new MlpCheck()),
          Map.entry("ops", new OpsCheck()),
          Map.entry("resize_cubic", new ResizeCubicCheck()),
          Map.entry("schedules", new SchedulesCheck()),
          Map.entry("tf_crop_boxes", new TfCropBoxesCheck()),
          Map.entry("tf_jpeg", new TfJpegCheck()),
          Map.entry("tf_resize_bicubic", new TfResizeBicubicCheck()));

  /** The kinds that compute with an engine. */
  private static final Set<String> ON_AN_ENGINE =
      Set.of(
          "batchnorm",
          "byol_step",
          "convergence",
          "encoder",
          "fine_tune",
          "lars",
          "linear_eval",
          "mlp",
          "ops");

  /** The kinds that compute with activations; {@code LaneCountTest} compares whole steps. */
  private static final Set<String> IN_BFLOAT16 =
      Set.of("batchnorm", "convergence", "encoder", "ops");

  @TestFactory
  Stream<DynamicNode> agreesWithTheReference() throws IOException {
    return cases().stream().map(file -> container(file, of(file)));
  }

  /** Float64 tests are left out: the fast engine has float32 alone. */
  @TestFactory
  Stream<DynamicNode> agreesWithTheReferenceOnTheFastEngine() throws IOException {
    assumeThat(OneDnnEngine.obstacle(Precision.FLOAT32)).isEmpty();
    return cases().stream()
        .filter(file -> ON_AN_ENGINE.contains(kind(file)))
        .map(file -> container(file, of(file).flatMap(node -> on(EngineUnderTest.ONEDNN, node))));
  }

  /** What that promises is the check's matter: see {@link Bfloat16Encoder} and {@link OpsCheck}. */
  @TestFactory
  Stream<DynamicNode> agreesWithTheReferenceInBfloat16() throws IOException {
    assumeThat(OneDnnEngine.obstacle(Precision.BFLOAT16)).isEmpty();
    return cases().stream()
        .filter(file -> IN_BFLOAT16.contains(kind(file)))
        .map(
            file ->
                container(
                    file, of(file).flatMap(node -> on(EngineUnderTest.ONEDNN_BFLOAT16, node))));
  }

  private static Stream<DynamicNode> on(EngineUnderTest engine, DynamicNode node) {
    if (node instanceof DynamicContainer container) {
      return Stream.of(
          DynamicContainer.dynamicContainer(
              container.getDisplayName(),
              container.getChildren().flatMap(inner -> on(engine, inner))));
    }
    DynamicTest test = (DynamicTest) node;
    return test.getDisplayName().toLowerCase(Locale.ROOT).contains("float64")
        ? Stream.empty()
        : Stream.of(
            DynamicTest.dynamicTest(test.getDisplayName(), () -> engine.run(test.getExecutable())));
  }

  private static DynamicNode container(Path file, Stream<? extends DynamicNode> tests) {
    return DynamicContainer.dynamicContainer(file.getFileName().toString(), tests);
  }

  private static String kind(Path file) {
    try {
      return ReferenceCase.read(file).kind();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theFolderHasCases() throws IOException {
    assertThat(cases()).isNotEmpty();
  }

  private static Stream<? extends DynamicNode> of(Path file) {
    try {
      ReferenceCase testCase = ReferenceCase.read(file);
      ReferenceCheck check = CHECKS.get(testCase.kind());
      if (check == null) {
        return Stream.of(DynamicTest.dynamicTest("has a known kind", () -> unknown(testCase)));
      }
      return check.tests(testCase);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unknown(ReferenceCase testCase) {
    throw new AssertionError(
        "case %s has kind '%s'; known kinds: %s"
            .formatted(
                testCase.name(), testCase.kind(), CHECKS.keySet().stream().sorted().toList()));
  }

  private static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static Path folder() {
    String chosen = System.getProperty("reference.dir", "");
    try {
      return chosen.isBlank()
          ? Path.of(ReferenceTest.class.getResource("/reference").toURI())
          : Path.of(chosen);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
