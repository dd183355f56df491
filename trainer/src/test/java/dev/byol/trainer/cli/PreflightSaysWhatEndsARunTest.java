package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which a run ends before its first step: preflight ends with the same sentence. */
class PreflightSaysWhatEndsARunTest {
  @TempDir Path folder;
  private Path experiment;

  /** What is done to an experiment that can begin, and the sentence that is expected. */
  private record Fault(String name, Preparation preparation, String sentence) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Breaks something; the settings that a run gets. */
  @FunctionalInterface
  private interface Preparation {
    List<String> in(Path folder) throws Exception;
  }

  @BeforeEach
  void anExperimentThatCanBegin() throws IOException {
    for (int i = 0; i < 8; i++) {
      picture("train/" + (i % 2 == 0 ? "cat" : "dog") + "/" + i + ".png", i);
      picture("val/" + (i % 2 == 0 ? "cat" : "dog") + "/" + i + ".png", 8 + i);
    }
    experiment =
        Files.writeString(
            folder.resolve("experiment.yaml"),
            """
            apiVersion: byol.dev/v1alpha1
            kind: ByolExperiment
            metadata: {name: small}
            spec:
              training: {globalBatch: 2, maxSteps: 2}
              network: {encoder: TinyResNet, projectorHidden: 8, projectorOutput: 8, predictorHidden: 8}
              augmentation: {imageSize: 16}
              learningRate: {base: 0.1, warmupSteps: 1}
              data: {uri: %1$s/train, validationUri: %1$s/val}
              checkpoint: {uri: %1$s/checkpoints}
              logging: {directory: %1$s/run}
            """
                .formatted(folder));
  }

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault(
            "no data",
            in -> List.of("spec.data.uri=" + in.resolve("nowhere")),
            "nowhere does not exist"),
        new Fault(
            "no held-out data",
            in -> List.of("spec.data.validationUri=" + in.resolve("nowhere")),
            "spec.data.validationUri: "),
        new Fault(
            "held-out data that are training data",
            in -> List.of("spec.data.validationUri=" + in.resolve("train")),
            "add Overlap to spec.data.accept"),
        new Fault(
            "held-out classes that are not trained",
            in -> {
              Files.move(in.resolve("val/dog"), in.resolve("val/yak"));
              return List.of();
            },
            "classes that the training split lacks ('yak')"),
        new Fault(
            "a class folder without pictures",
            in -> {
              Files.createDirectories(in.resolve("train/yak"));
              return List.of();
            },
            "holds no picture that is read"),
        new Fault(
            "a file where the logs go",
            in -> {
              Files.writeString(in.resolve("run"), "in the way");
              return List.of();
            },
            "spec.logging.directory: "),
        new Fault(
            "a file where the spool goes",
            in -> {
              Files.writeString(in.resolve("spool"), "in the way");
              return List.of("spec.storage.spoolDirectory=" + in.resolve("spool"));
            },
            "spec.storage.spoolDirectory: "),
        new Fault(
            "a file where the checkpoints go",
            in -> {
              Files.writeString(in.resolve("checkpoints"), "in the way");
              return List.of();
            },
            "checkpoints"),
        new Fault(
            "a checkpoint of another seed",
            in -> List.of("spec.seed=5", "trained"),
            "spec.seed is 5, was 0 in the checkpoint"),
        new Fault(
            "a checkpoint of another network",
            in ->
                List.of(
                    "spec.network.projectorHidden=16",
                    "spec.checkpoint.acceptChanges=[Network]",
                    "trained"),
            "projector"),
        new Fault(
            "checkpoints of which none can be used",
            in -> List.of("damaged", "trained"),
            "manifest"),
        new Fault(
            "a batch that does not fit the data",
            in -> List.of("spec.training.maxSteps=null", "spec.training.globalBatch=64"),
            "spec.training"),
        new Fault(
            "more memory than there is",
            in ->
                List.of(
                    "spec.training.globalBatch=100000",
                    "spec.network.encoder=ResNet200",
                    "spec.augmentation.imageSize=512"),
            "spec.training.globalBatch"),
        new Fault(
            "an accelerator that is not there",
            in -> List.of("spec.workers.gpusPerWorker=1"),
            "spec.workers.gpusPerWorker is 1"),
        new Fault(
            "a certificate that is not there",
            in ->
                List.of(
                    "spec.checkpoint.uri=s3://bucket/x",
                    "spec.storage.endpoint=https://127.0.0.1:1",
                    "spec.storage.caBundle=" + in.resolve("no.pem")),
            "no.pem"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void preflightEndsWithTheSentenceOfTheRun(Fault fault) throws Exception {
    List<String> settings = new ArrayList<>(fault.preparation().in(folder));
    if (settings.remove("trained")) {
      assertThat(run("worker", List.of())).as("the first run").isZero();
    }
    if (settings.remove("damaged")) {
      damageAllManifests();
    }
    FakeShell rehearsed = new FakeShell();
    int status = rehearsed.run(arguments("preflight", settings));
    FakeShell ran = new FakeShell();
    int code = ran.run(arguments("worker", settings));

    assertThat(code).as(ran.err()).isNotZero();
    assertThat(status).as(rehearsed.err()).isNotZero();
    List<String> sentences =
        ran.err().lines().filter(line -> line.contains(fault.sentence())).toList();
    assertThat(sentences).as(ran.err()).isNotEmpty();
    assertThat(rehearsed.err().lines()).containsAll(sentences);
  }

  @Test
  void whatIsWellIsSaidAndNothingIsLeftBehind() throws IOException {
    FakeShell shell = new FakeShell();

    assertThat(shell.run(arguments("preflight", List.of()))).as(shell.err()).isZero();

    assertThat(shell.err())
        .contains("ok  logs, metrics and the spool can be written to ", "begin at the first step");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void everythingIsTriedAlsoAfterSomethingFailed() throws IOException {
    Files.writeString(folder.resolve("run"), "in the way");
    FakeShell shell = new FakeShell();

    int status =
        shell.run(arguments("preflight", List.of("spec.data.uri=" + folder.resolve("nowhere"))));

    assertThat(status).isEqualTo(2);
    assertThat(shell.err())
        .contains("nowhere does not exist", "spec.logging.directory: ", "ok  checkpoints can be");
  }

  @Test
  void aCheckpointThatARunWouldGoOnFromIsNamed() {
    assertThat(run("worker", List.of())).isZero();
    FakeShell shell = new FakeShell();

    assertThat(shell.run(arguments("preflight", List.of("spec.training.maxSteps=3")))).isZero();

    assertThat(shell.err())
        .contains("A run would go on after step 2, from step-00000002", "maxSteps is 3, was 2");
  }

  private int run(String command, List<String> settings) {
    return new FakeShell().run(arguments(command, settings));
  }

  private String[] arguments(String command, List<String> settings) {
    List<String> arguments = new ArrayList<>(List.of(command, experiment.toString()));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments.toArray(String[]::new);
  }

  private void damageAllManifests() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("checkpoints"))) {
      for (Path file : files.filter(path -> path.endsWith("manifest.json")).toList()) {
        Files.writeString(file, "{}");
      }
    }
  }

  private void picture(String path, int number) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    BufferedImage picture = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(number, 0, 0xFFFFFF);
    ImageIO.write(picture, "png", file.toFile());
  }
}
