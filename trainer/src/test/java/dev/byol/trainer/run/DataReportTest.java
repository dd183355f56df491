package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.api.spec.data.DataFormat;
import dev.byol.api.spec.data.DataSpec;
import dev.byol.api.spec.data.DataSpecBuilder;
import dev.byol.api.spec.data.KeyEnd;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.LocalFiles;
import dev.byol.trainer.data.PictureSource;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told about both splits before a run begins. */
class DataReportTest {
  @TempDir Path folder;

  @Test
  void bothSplitsAreToldWithTheirClassesAndCounts() throws Exception {
    pictures("train", List.of("cat", "dog", "owl"), 0, 6);
    pictures("val", List.of("cat", "dog"), 100, 2);
    DataReport report = report(List.of());
    assertThat(report.lines())
        .contains(
            "  18 pictures (18 .png), image folder, 3 classes: cat 6, dog 6, owl 6",
            "  4 pictures (4 .png), image folder, 2 classes: cat 2, dog 2",
            "  1 of 3 classes have no held-out picture (owl)",
            "  none of the 4 held-out pictures looked at is a training picture");
    report.requireMeant();
  }

  @Test
  void overlapStopsTheRunUnlessItIsMeant() throws Exception {
    pictures("train", List.of("cat", "dog"), 0, 6);
    pictures("val", List.of("cat", "dog"), 0, 6);
    assertThatThrownBy(() -> report(List.of()).requireMeant())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("12 of the 12 held-out pictures")
        .hasMessageContaining("add Overlap to spec.data.accept");
    DataReport meant = report(List.of(DataDoubt.OVERLAP));
    meant.requireMeant();
    assertThat(meant.lines()).anyMatch(line -> line.startsWith("Accepted: "));
  }

  @Test
  void heldOutClassesThatTrainingLacksStopTheRun() throws Exception {
    pictures("train", List.of("cat", "dog"), 0, 4);
    pictures("val", List.of("cat", "Dog"), 100, 2);
    assertThatThrownBy(() -> report(List.of(DataDoubt.values())).requireMeant())
        .hasMessageContaining("Dog")
        .hasMessageContaining("cat, dog");
  }

  @Test
  void aHeldOutSplitWithoutLabelsIsToldToMeasureNothing() throws Exception {
    pictures("train", List.of("cat", "dog"), 0, 4);
    pictures("val", List.of("."), 100, 2);
    assertThat(report(List.of()).lines())
        .contains("  no accuracies are measured: only the training split has labels");
  }

  private DataReport report(List<DataDoubt> accept) {
    DataSpec data =
        DataSpecBuilder.builder()
            .uri(folder.resolve("train").toString())
            .validationUri(folder.resolve("val").toString())
            .format(DataFormat.AUTO)
            .keyEnd(KeyEnd.FIRST_DOT)
            .maxDamagedFraction(0.01)
            .accept(accept)
            .build();
    PictureSource train = Pictures.open(data, data.uri(), new LocalFiles());
    PictureSource heldOut = Pictures.open(data, data.validationUri(), new LocalFiles());
    return DataReport.of(data, train, Optional.of(heldOut));
  }

  private void pictures(String split, List<String> classes, int first, int each)
      throws IOException {
    int number = first;
    for (String name : classes) {
      Path place = Files.createDirectories(folder.resolve(split).resolve(name));
      for (int i = 0; i < each; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 1 + number++);
        ImageIO.write(image, "png", place.resolve(i + ".png").toFile());
      }
    }
  }
}
