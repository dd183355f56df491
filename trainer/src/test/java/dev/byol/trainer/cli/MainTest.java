package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir Path folder;
  private final FakeShell shell = new FakeShell();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "worker",
        "preview",
        "presets",
        "inspect",
        "export",
        "checkpoints",
        "data",
        "preflight",
        "doctor"
      })
  void everyCommandHelpsWithAnExample(String command) {
    assertThat(shell.run(command, "--help")).isZero();
    assertThat(shell.out()).contains("Usage: byol " + command, "Example", "  byol " + command);
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void theHelpNamesAllCommandsButTheHiddenOne() {
    assertThat(shell.run("--help")).isZero();
    assertThat(shell.out())
        .contains("train", "preview", "presets", "inspect", "doctor", "Examples:")
        .doesNotContain("  worker ");
  }

  @Test
  void theVersionIsOneLineOnTheOutput() {
    assertThat(shell.run("--version")).isZero();
    assertThat(shell.out().lines()).hasSize(1);
    assertThat(shell.out()).startsWith("byol ");
  }

  @Test
  void aMistypedCommandIsAnswered2WithASuggestion() {
    assertThat(shell.run("tran")).isEqualTo(2);
    assertThat(shell.err()).contains("Did you mean: byol train?", "byol --help");
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void noCommandAtAllIsAnswered2() {
    assertThat(shell.run()).isEqualTo(2);
    assertThat(shell.err()).contains("Say which command");
  }

  @Test
  void aMissingExperimentIsOneSentence() {
    assertThat(shell.run("train", folder.resolve("no.yaml").toString())).isEqualTo(2);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).contains("no.yaml", "check the path").doesNotContain("Exception");
  }

  @Test
  void everyMistakeInAnExperimentIsALineOfItsOwn() throws IOException {
    Path file = experiment("Cannon", "  training:\n    globalBatch: 1\n    maxSteps: 0\n");

    assertThat(shell.run("train", file.toString())).isEqualTo(2);
    assertThat(shell.err().lines())
        .anySatisfy(line -> assertThat(line).contains("metadata.name"))
        .anySatisfy(line -> assertThat(line).contains("spec.training.globalBatch"))
        .anySatisfy(line -> assertThat(line).contains("spec.training.maxSteps"))
        .allSatisfy(line -> assertThat(line).endsWith(".").doesNotContain("Exception"));
  }

  @Test
  void aWrongNumberOfWorkersIsRefusedLikeAnyOtherField() throws IOException {
    Path file = experiment("photos", "  training:\n    globalBatch: 8\n    maxSteps: 10\n");

    assertThat(shell.run("train", file.toString(), "--workers", "0")).isEqualTo(2);
    assertThat(shell.err()).contains("spec.workers.replicas");
  }

  @Test
  void presetsAreListedAndPrinted() {
    assertThat(shell.run("presets")).isZero();
    assertThat(shell.out()).contains("byol-40", "byol-1000", "imagenette", "ResNet50", "4096");

    var other = new FakeShell();
    assertThat(other.run("presets", "byol-300")).isZero();
    assertThat(other.out()).contains("kind: \"ByolExperiment\"", "maxEpochs: 300");
  }

  @Test
  void anUnknownPresetIsAnsweredWithThoseThereAre() {
    assertThat(shell.run("presets", "byol-7")).isEqualTo(2);
    assertThat(shell.err()).contains("There is no preset byol-7; there are byol-40, byol-100");
  }

  @Test
  void inspectOfAFolderWithoutACheckpointIsOneSentence() {
    assertThat(shell.run("inspect", folder.toString())).isEqualTo(2);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).contains("holds no checkpoint");
  }

  @Test
  void previewDrawsOriginalsAndViews() throws IOException {
    pictures(6);
    Path file = experiment("photos", "  training:\n    globalBatch: 4\n    maxSteps: 10\n");
    Path output = folder.resolve("new/preview.png");

    int status =
        shell.run(
            "preview",
            file.toString(),
            "-o",
            output.toString(),
            "-n",
            "3",
            "--epochs",
            "1",
            "--set",
            "spec.augmentation.imageSize=32");

    assertThat(status).as(shell.err()).isZero();
    BufferedImage drawn = ImageIO.read(output.toFile());
    assertThat(drawn.getWidth()).isEqualTo(6 + 3 * (128 + 6));
    assertThat(drawn.getHeight()).isGreaterThan(3 * 128);
    assertThat(shell.err()).contains("3 of 6 pictures", "32 px");
    // The first tile is the original: pictures of one colour each.
    int inFirstTile = drawn.getRGB(6 + 64, 6 + 22 + 64);
    assertThat(drawn.getRGB(6 + 10, 6 + 22 + 10)).isEqualTo(inFirstTile);
    assertThat(inFirstTile & 0xffffff).isNotEqualTo(0xffffff);
  }

  @Test
  void previewIsTheSameEveryTime() throws IOException {
    pictures(6);
    Path file = experiment("photos", "  training:\n    globalBatch: 4\n    maxSteps: 10\n");
    Path first = folder.resolve("a.png");
    Path second = folder.resolve("b.png");
    shell.run("preview", file.toString(), "-o", first.toString(), "-n", "2");
    shell.run("preview", file.toString(), "-o", second.toString(), "-n", "2");

    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void previewOfMissingDataIsOneSentence() throws IOException {
    Path file = experiment("photos", "  training:\n    globalBatch: 4\n    maxSteps: 10\n");

    assertThat(shell.run("preview", file.toString())).isEqualTo(2);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).contains("data").doesNotContain("Exception");
  }

  private Path experiment(String name, String training) throws IOException {
    return Files.writeString(
        folder.resolve("experiment.yaml"),
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata:
          name: %s
        spec:
          data:
            uri: %s
          network:
            encoder: ResNet18
        %s"""
            .formatted(name, folder.resolve("data"), training));
  }

  private void pictures(int count) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    var random = new Random(5);
    for (int i = 0; i < count; i++) {
      var picture = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
      var graphics = picture.createGraphics();
      graphics.setColor(new Color(random.nextInt(200), random.nextInt(200), random.nextInt(200)));
      graphics.fillRect(0, 0, 40, 40);
      graphics.dispose();
      ImageIO.write(picture, "png", data.resolve(i + ".png").toFile());
    }
  }
}
