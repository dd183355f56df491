package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code byol data verify} and {@code byol preflight} tell of data on this machine. */
class DataCommandsTest {
  private final FakeShell shell = new FakeShell();

  @TempDir Path folder;

  @Test
  void verifyTellsWhatIsUsedAndWhatIsLeftOut() throws Exception {
    picture("train/cat/a.png", 1);
    picture("train/dog/b.png", 2);
    Files.createDirectories(folder.resolve("train/lost+found"));
    Files.writeString(folder.resolve("train/cat/notes.txt"), "x");
    assertThat(shell.run("data", "verify", folder.resolve("train").toString())).isZero();
    assertThat(shell.err())
        .contains("2 pictures (2 .png), image folder, 2 classes: cat 1, dog 1")
        .contains("lost+found/", "1 .txt (cat/notes.txt)", "0 damaged");
  }

  @Test
  void verifySaysWhatWouldStopARun() throws Exception {
    picture("train/a.png", 1);
    Files.writeString(folder.resolve("train/b.png"), "no picture");
    assertThat(shell.run("data", "verify", folder.resolve("train").toString())).isEqualTo(2);
    assertThat(shell.err()).contains("A run would stop: 1 of 2 pictures are damaged");
  }

  @Test
  void addressesAndFormatsAreToldInTheWordsOfTheExperiment() throws Exception {
    assertThat(shell.run("data", "verify", "file:///data")).isEqualTo(2);
    assertThat(shell.err()).contains("write its path alone, /data");
    assertThat(shell.run("data", "verify", "--format", "Tar", folder.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("WebDataset");
  }

  @Test
  void shardsAreIndexedWithTheKeysAndPicturesOfTheExperiment() {
    shell.run("data", "index", "--key-end", "Nowhere", "--picture-member", "a.jpg", "s3://b/x");
    assertThat(shell.err()).contains("--key-end", "FirstDot, LastDot");
  }

  @Test
  void preflightTellsBothSplitsAndRefusesTheirOverlap() throws Exception {
    for (int i = 0; i < 4; i++) {
      picture("train/" + (i % 2 == 0 ? "cat" : "dog") + "/" + i + ".png", i);
      picture("val/" + (i % 2 == 0 ? "cat" : "dog") + "/other" + i + ".png", i);
    }
    Path experiment =
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
              data: {uri: %s, validationUri: %s}
              checkpoint: {uri: %s}
            """
                .formatted(folder.resolve("train"), folder.resolve("val"), folder.resolve("run")));
    assertThat(shell.run("preflight", experiment.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("4 of the 4 held-out pictures", "Overlap");
    String[] accepting = {
      "preflight", experiment.toString(), "--set", "spec.data.accept=[Overlap]"
    };
    assertThat(shell.run(accepting)).isZero();
    assertThat(shell.err())
        .contains("classes: cat 2, dog 2", "4 PNG; width 20, height 20", "Accepted: ");
  }

  private void picture(String path, int number) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    BufferedImage picture = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(number, 0, 0xFFFFFF);
    ImageIO.write(picture, "png", file.toFile());
  }
}
