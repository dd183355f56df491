package dev.byol.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewPipelineTest {
  /** Everything at once and beyond the reference's strengths. */
  private static final ViewPolicy WILD =
      new ViewPolicy(0.001, 1, 0.1, 10, 0.5, 0.5, 0.9, 1, 1, 1, 0.5, 0.3, 0.7, 0.5);

  @Test
  void aViewEqualsThePlainDefinitionOfThePipeline() {
    Scratch reused = new Scratch();
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      RgbImage image = RandomPictures.bytes(random, 1 + random.nextInt(50), 1 + random.nextInt(50));
      int size = 1 + random.nextInt(45);
      ViewPolicy policy = seed % 2 == 0 ? ViewPolicy.view1() : ViewPolicy.view2();
      CounterRandom draws = CounterRandom.of(1, 0, seed, View.VIEW1);
      float[] actual = new float[3 * size * size];
      new ViewPipeline(policy, size).apply(image, draws, reused, actual, 0);
      ViewParameters parameters = ViewParameters.draw(policy, image.height(), image.width(), draws);
      double[] expected = plain(image, parameters, size);
      for (int i = 0; i < expected.length; i++) {
        if (!(Math.abs(actual[i] - expected[i]) <= 1e-5)) {
          throw new AssertionError(
              "seed %d, size %d, value %d: expected %s, got %s; %s"
                  .formatted(seed, size, i, expected[i], actual[i], parameters));
        }
      }
    }
  }

  @Test
  void everyValueLiesBetweenZeroAndOne() {
    Scratch scratch = new Scratch();
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      int size = 1 + random.nextInt(33);
      RgbImage image = RandomPictures.bytes(random, 1 + random.nextInt(40), 1 + random.nextInt(40));
      float[] out = new float[3 * size * size];
      new ViewPipeline(WILD, size)
          .apply(image, CounterRandom.of(9, 1, seed, View.VIEW2), scratch, out, 0);
      for (float value : out) {
        assertThat(value).as("seed %d", seed).isBetween(0f, 1f);
      }
    }
  }

  @Test
  void aViewIsTheSameWhateverThreadMakesItAndInWhateverOrder() {
    ViewPipeline pipeline = new ViewPipeline(WILD, 24);
    RgbImage image = RandomPictures.bytes(new Random(4), 37, 29);
    float[][] oneByOne =
        IntStream.range(0, 64)
            .mapToObj(sample -> view(pipeline, image, sample, new Scratch()))
            .toArray(float[][]::new);
    float[][] manyThreads = new float[64][];
    IntStream.range(0, 64)
        .parallel()
        .forEach(
            i -> {
              Scratch scratch = new Scratch();
              view(pipeline, RandomPictures.bytes(new Random(i), 50, 60), i, scratch);
              manyThreads[63 - i] = view(pipeline, image, 63 - i, scratch);
            });
    assertThat(manyThreads).isDeepEqualTo(oneByOne);
  }

  @Test
  void theTwoViewsOfASampleDiffer() {
    ViewPipeline pipeline = new ViewPipeline(ViewPolicy.view1(), 16);
    RgbImage image = RandomPictures.bytes(new Random(4), 32, 32);
    float[] first = new float[768];
    float[] second = new float[768];
    pipeline.apply(image, CounterRandom.of(1, 0, 5, View.VIEW1), new Scratch(), first, 0);
    pipeline.apply(image, CounterRandom.of(1, 0, 5, View.VIEW2), new Scratch(), second, 0);
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void onlyItsOwnPartOfTheBatchIsWritten() {
    float[] batch = new float[3 * 16 * 3];
    Arrays.fill(batch, -7);
    RgbImage image = RandomPictures.bytes(new Random(4), 5, 5);
    new ViewPipeline(ViewPolicy.view1(), 4)
        .apply(image, CounterRandom.of(1, 0, 5, View.VIEW1), new Scratch(), batch, 48);
    for (int i = 0; i < batch.length; i++) {
      assertThat(batch[i] == -7).isEqualTo(i < 48 || i >= 96);
    }
  }

  @Test
  void theIdentityOfASquarePictureOfTheRightSizeIsThePictureOver255() {
    RgbImage image = RandomPictures.bytes(new Random(4), 11, 11);
    float[] out = new float[363];
    new ViewPipeline(ViewPolicy.identity(), 11)
        .apply(image, CounterRandom.of(1, 0, 5, View.VIEW1), new Scratch(), out, 0);
    for (int i = 0; i < out.length; i++) {
      assertThat(out[i]).isEqualTo((image.pixels()[i] & 0xFF) / 255f);
    }
  }

  @Test
  void onceWarmAViewAllocatesNextToNothing() {
    ViewPipeline pipeline = new ViewPipeline(WILD, 64);
    RgbImage image = RandomPictures.bytes(new Random(4), 80, 100);
    Scratch scratch = new Scratch();
    float[] out = new float[3 * 64 * 64];
    // The largest crop first, so that no buffer has to grow later.
    new ViewPipeline(ViewPolicy.identity(), 64)
        .apply(image, CounterRandom.of(1, 0, 0, View.VIEW1), scratch, out, 0);
    for (int i = 0; i < 50; i++) {
      pipeline.apply(image, CounterRandom.of(1, 0, i, View.VIEW1), scratch, out, 0);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 50; i++) {
      pipeline.apply(image, CounterRandom.of(1, 0, i, View.VIEW1), scratch, out, 0);
    }
    assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 50).isLessThan(1024);
  }

  @Test
  void aPixelIsEnoughForViewAndCentreCrop() {
    RgbImage image = new RgbImage(1, 1, new byte[] {0, (byte) 128, (byte) 255});
    float[] out = new float[3 * 20 * 20];
    new CentreCrop(20, 0.875).apply(image, new Scratch(), out, 0);
    for (int i = 0; i < out.length; i++) {
      assertThat(out[i]).isEqualTo(new float[] {0, 128 / 255f, 1}[i % 3]);
    }
    for (int i = 0; i < 50; i++) {
      new ViewPipeline(ViewPolicy.view2(), 20)
          .apply(image, CounterRandom.of(1, 0, i, View.VIEW1), new Scratch(), out, 0);
    }
  }

  @Test
  void aBatchWithoutRoomIsRefused() {
    RgbImage image = RandomPictures.bytes(new Random(4), 5, 5);
    assertThatThrownBy(
            () ->
                new ViewPipeline(ViewPolicy.view1(), 4)
                    .apply(
                        image,
                        CounterRandom.of(1, 0, 5, View.VIEW1),
                        new Scratch(),
                        new float[50],
                        3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes 48 floats");
    assertThatThrownBy(() -> new ViewPipeline(ViewPolicy.view1(), 0))
        .hasMessageContaining("image size is 0");
    assertThatThrownBy(() -> new RgbImage(2, 2, new byte[11])).hasMessageContaining("12 bytes");
  }

  private static float[] view(ViewPipeline pipeline, RgbImage image, long sample, Scratch scratch) {
    float[] out = new float[3 * 24 * 24];
    pipeline.apply(image, CounterRandom.of(1, 0, sample, View.VIEW1), scratch, out, 0);
    return out;
  }

  private static double[] plain(RgbImage image, ViewParameters p, int size) {
    double[] x =
        PlainTransforms.map(
            PlainTransforms.resize(image, p.crop(), size), v -> PlainTransforms.clip(v / 255));
    if (p.flip()) {
      x = PlainTransforms.flip(x, size, size);
    }
    if (p.jitter()) {
      JitterOrder order = p.jitterOrder();
      for (JitterStep step :
          new JitterStep[] {order.first(), order.second(), order.third(), order.fourth()}) {
        double[] jittered =
            switch (step) {
              case BRIGHTNESS -> PlainTransforms.map(x, v -> v + p.brightnessDelta());
              case CONTRAST -> PlainTransforms.contrast(x, p.contrastFactor());
              case SATURATION -> PlainTransforms.saturation(x, p.saturationFactor());
              case HUE -> PlainTransforms.hue(x, p.hueDelta());
            };
        x = PlainTransforms.map(jittered, PlainTransforms::clip);
      }
    }
    if (p.grey()) {
      x = PlainTransforms.grey(x);
    }
    if (p.blur()) {
      x = PlainTransforms.blur(x, size, size, GaussianBlur.radius(size), p.blurSigma());
    }
    if (p.solarize()) {
      x = PlainTransforms.solarize(x);
    }
    return PlainTransforms.map(x, PlainTransforms::clip);
  }
}
