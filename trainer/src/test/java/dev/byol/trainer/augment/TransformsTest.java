package dev.byol.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The fast transforms against their plain definitions, over awkward sizes. */
class TransformsTest {
  /** The reference's own float32 differs from float64 by 5e-7. */
  private static final double TOLERANCE = 3e-6;

  private static final int[][] SIZES = {
    {1, 1}, {1, 2}, {1, 19}, {19, 1}, {2, 2}, {3, 5}, {8, 8}, {17, 31}, {31, 17}, {45, 38}, {64, 64}
  };
  private static final float[] FACTORS = {0, 0.2f, 0.6f, 1, 1.0001f, 1.4f, 2};

  @Test
  void brightnessEqualsItsPlainDefinition() {
    for (float delta : new float[] {-1, -0.4f, 0, 1e-7f, 0.3f, 1}) {
      check(
          "brightness " + delta,
          p -> Colour.brightnessInPlace(p, delta),
          x -> PlainTransforms.map(x, v -> v + delta));
    }
  }

  @Test
  void contrastEqualsItsPlainDefinition() {
    for (float factor : FACTORS) {
      check(
          "contrast " + factor,
          p -> Colour.contrastInPlace(p, factor),
          x -> PlainTransforms.contrast(x, factor));
    }
  }

  @Test
  void saturationEqualsItsPlainDefinition() {
    for (float factor : FACTORS) {
      check(
          "saturation " + factor,
          p -> Colour.saturationInPlace(p, factor),
          x -> PlainTransforms.saturation(x, factor));
    }
  }

  @Test
  void hueEqualsItsPlainDefinition() {
    for (float delta : new float[] {-0.5f, -0.1f, -1e-6f, 0, 0.01f, 1 / 6f, 0.1f, 0.5f}) {
      check(
          "hue " + delta,
          p -> Hue.turnInPlace(p, delta, new Scratch()),
          x -> PlainTransforms.hue(x, delta));
    }
  }

  @Test
  void greyEqualsItsPlainDefinition() {
    check("grey", Colour::greyInPlace, PlainTransforms::grey);
  }

  @Test
  void solarizeEqualsItsPlainDefinition() {
    check("solarize", Colour::solarizeInPlace, PlainTransforms::solarize);
  }

  @Test
  void flipEqualsItsPlainDefinition() {
    for (int[] size : SIZES) {
      check(size, "flip", Flip::horizontalInPlace, x -> PlainTransforms.flip(x, size[0], size[1]));
    }
  }

  @Test
  void blurEqualsItsPlainDefinition() {
    Scratch reused = new Scratch();
    for (int[] size : SIZES) {
      for (int radius = 0; radius <= 12; radius++) {
        for (float sigma : new float[] {0.1f, 0.3f, 0.77f, 1.3f, 2}) {
          int r = radius;
          check(
              size,
              "blur radius %d sigma %s".formatted(radius, sigma),
              p -> GaussianBlur.inPlace(p, r, sigma, reused),
              x -> PlainTransforms.blur(x, size[0], size[1], r, sigma));
        }
      }
    }
  }

  @Test
  void flippingTwiceIsTheIdentity() {
    for (int[] size : SIZES) {
      float[] picture = RandomPictures.floats(new Random(2), size[0], size[1]);
      Planes planes = Planes.of(picture, size[0], size[1]);
      Flip.horizontalInPlace(planes);
      Flip.verticalInPlace(planes);
      Flip.horizontalInPlace(planes);
      Flip.verticalInPlace(planes);
      assertThat(copied(planes, picture.length)).isEqualTo(picture);
    }
  }

  @Test
  void bothFlipsTurnThePictureByHalf() {
    float[] picture = RandomPictures.floats(new Random(3), 5, 4);
    Planes planes = Planes.of(picture, 5, 4);
    Flip.horizontalInPlace(planes);
    Flip.verticalInPlace(planes);
    float[] out = copied(planes, picture.length);
    for (int pixel = 0; pixel < 20; pixel++) {
      for (int c = 0; c < 3; c++) {
        assertThat(out[3 * pixel + c]).isEqualTo(picture[3 * (19 - pixel) + c]);
      }
    }
  }

  @Test
  void blurDarkensBordersAndKeepsTheInside() {
    float[] white = new float[3 * 32 * 32];
    Arrays.fill(white, 1);
    Planes planes = Planes.of(white, 32, 32);
    GaussianBlur.inPlace(planes, 3, 1.5f, new Scratch());
    float[] out = copied(planes, white.length);
    assertThat(out[3 * (16 * 32 + 16)]).isCloseTo(1, within(1e-6f));
    assertThat(out[0]).isLessThan(0.6f);
  }

  private static void check(String what, Consumer<Planes> fast, UnaryOperator<double[]> plain) {
    for (int[] size : SIZES) {
      check(size, what, fast, plain);
    }
  }

  private static void check(
      int[] size, String what, Consumer<Planes> fast, UnaryOperator<double[]> plain) {
    for (int seed = 0; seed < 3; seed++) {
      float[] picture = RandomPictures.floats(new Random(seed), size[0], size[1]);
      Planes planes = Planes.of(picture, size[0], size[1]);
      fast.accept(planes);
      float[] actual = copied(planes, picture.length);
      double[] expected =
          PlainTransforms.map(plain.apply(RandomPictures.doubles(picture)), PlainTransforms::clip);
      for (int i = 0; i < expected.length; i++) {
        if (!(Math.abs(actual[i] - expected[i]) <= TOLERANCE)) {
          throw new AssertionError(
              "%s of %d x %d, seed %d, value %d: expected %s, got %s"
                  .formatted(what, size[0], size[1], seed, i, expected[i], actual[i]));
        }
      }
    }
  }

  private static float[] copied(Planes planes, int size) {
    float[] out = new float[size];
    planes.clipAndCopy(out, 0);
    return out;
  }
}
