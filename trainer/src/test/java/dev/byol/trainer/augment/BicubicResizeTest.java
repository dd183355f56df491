package dev.byol.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BicubicResizeTest {
  private static final double TOLERANCE = 1e-6;

  @Test
  void cropAndResizeEqualTheirPlainDefinition() {
    Scratch reused = new Scratch();
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      RgbImage image = RandomPictures.bytes(random, 1 + random.nextInt(40), 1 + random.nextInt(40));
      int height = 1 + random.nextInt(image.height());
      int width = 1 + random.nextInt(image.width());
      CropBox crop =
          new CropBox(
              random.nextInt(image.height() - height + 1),
              random.nextInt(image.width() - width + 1),
              height,
              width);
      int size = 1 + random.nextInt(24);
      BicubicResize.toUnitRange(image, crop, size, reused, reused.planes);
      float[] actual = new float[3 * size * size];
      reused.planes.clipAndCopy(actual, 0);
      double[] expected =
          PlainTransforms.map(
              PlainTransforms.resize(image, crop, size), v -> PlainTransforms.clip(v / 255));
      for (int i = 0; i < expected.length; i++) {
        if (!(Math.abs(actual[i] - expected[i]) <= TOLERANCE)) {
          throw new AssertionError(
              "seed %d, %s to %d, value %d: expected %s, got %s"
                  .formatted(seed, crop, size, i, expected[i], actual[i]));
        }
      }
    }
  }

  @Test
  void theSameSizeIsTheIdentity() {
    RgbImage image = RandomPictures.bytes(new Random(1), 13, 13);
    float[] out = new float[3 * 13 * 13];
    BicubicResize.resize(CubicKernel.TABLE_1024, image, 13, 13, out);
    for (int i = 0; i < out.length; i++) {
      assertThat(out[i]).isEqualTo(image.pixels()[i] & 0xFF);
    }
  }

  @Test
  void anEvenPictureStaysEven() {
    byte[] pixels = new byte[3 * 9 * 5];
    Arrays.fill(pixels, (byte) 200);
    float[] out = new float[3 * 16 * 7];
    BicubicResize.resize(CubicKernel.TABLE_1024, new RgbImage(9, 5, pixels), 16, 7, out);
    for (float value : out) {
      assertThat(value).isBetween(199.9999f, 200.0001f);
    }
  }

  @Test
  void aCropOverTheEdgeIsRefused() {
    RgbImage image = RandomPictures.bytes(new Random(1), 5, 6);
    Scratch scratch = new Scratch();
    assertThatThrownBy(
            () ->
                BicubicResize.toUnitRange(
                    image, new CropBox(2, 0, 4, 6), 8, scratch, scratch.planes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("over the edge of a picture of 5 x 6");
  }
}
