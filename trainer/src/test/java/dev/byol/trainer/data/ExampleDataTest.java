package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.reference.NpyArray;
import dev.byol.trainer.reference.ReferenceCase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The data that the examples train on. */
class ExampleDataTest {
  private static final Path EXAMPLES = Path.of("../examples/data");

  @Test
  void thePhotosAreThereWithTheirClasses() throws Exception {
    PictureSource train = shards("photos/photos-train-{000000..000003}.tar");
    PictureSource test = shards("photos/photos-test-*.tar");
    assertThat(train.classNames()).hasSize(15).startsWith("astronaut").isEqualTo(test.classNames());
    assertThat(LabelSummary.of(train).counts()).hasSize(15).containsOnly(120);
    assertThat(LabelSummary.of(test).counts()).hasSize(15).containsOnly(40);
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT)) {
      for (PictureSource source : new PictureSource[] {train, test}) {
        for (int i = 0; i < source.size(); i++) {
          assertThat(source.read(i, decoder).pixels()).hasSize(48 * 48 * 3);
        }
      }
    }
  }

  @Test
  void theDigitsAreThoseOfTheConvergenceCase() throws Exception {
    Path npz = Path.of(ExampleDataTest.class.getResource("/reference/digits.npz").toURI());
    Map<String, NpyArray> arrays = ReferenceCase.readNpz(npz);
    double[] images = arrays.get("images").values();
    int[] labels = arrays.get("labels").ints();
    PictureSource train = shards("digits/digits-train-*.tar");
    PictureSource test = shards("digits/digits-test-*.tar");
    assertThat(train.size()).isEqualTo(1500);
    assertThat(test.size()).isEqualTo(297);
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT)) {
      for (int n = 0; n < labels.length; n++) {
        PictureSource source = n < 1500 ? train : test;
        int index = n < 1500 ? n : n - 1500;
        byte[] expected = new byte[32 * 32 * 3];
        for (int i = 0; i < expected.length; i++) {
          double value = images[(n * 8 + i / 96 / 4) * 8 + i / 3 % 32 / 4];
          expected[i] = (byte) Math.floor(value * 255 / 16 + 0.5);
        }
        assertThat(source.label(index)).isEqualTo(labels[n]);
        assertThat(Arrays.equals(source.read(index, decoder).pixels(), expected))
            .as("picture %d", n)
            .isTrue();
      }
    }
  }

  private static PictureSource shards(String location) {
    return DataFixtures.open(DataFormat.WEBDATASET, EXAMPLES.resolve(location));
  }
}
