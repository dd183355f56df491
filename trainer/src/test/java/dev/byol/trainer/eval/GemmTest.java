package dev.byol.trainer.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.byol.trainer.reference.Closeness;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GemmTest {
  private static final int[][] SHAPES = {
    {1, 1, 1}, {3, 4, 5}, {17, 5, 257}, {16, 8, 256}, {33, 7, 512}, {5, 131, 300}, {2, 3, 1030}
  };

  @Test
  void equalsThePlainSumOverAwkwardShapes() {
    SplittableRandom random = new SplittableRandom(1);
    for (int[] shape : SHAPES) {
      double[] a = random.doubles((long) shape[0] * shape[1], -1, 1).toArray();
      double[] b = random.doubles((long) shape[1] * shape[2], -1, 1).toArray();
      double[] out = random.doubles((long) shape[0] * shape[2], -1, 1).toArray();
      double[] expected = out.clone();
      for (int i = 0; i < expected.length; i++) {
        for (int k = 0; k < shape[1]; k++) {
          expected[i] += a[i / shape[2] * shape[1] + k] * b[k * shape[2] + i % shape[2]];
        }
      }
      Gemm.addInPlace(a, b, out, shape[0], shape[1], shape[2]);
      Closeness.assertMaxAbs(Arrays.toString(shape), expected, out, 1e-12);
    }
  }

  @Test
  void stripesCoverEveryRowOnceAndPassFailuresOn() {
    for (int rows : new int[] {1, 127, 128, 129, 2400, 100_003}) {
      Stripes stripes = Stripes.of(rows, 128);
      assertThat(stripes.from(0)).isZero();
      assertThat(stripes.from(stripes.count())).isEqualTo(rows);
      for (int s = 0; s < stripes.count(); s++) {
        assertThat(stripes.from(s + 1)).isGreaterThan(stripes.from(s));
        assertThat(stripes.from(s) % 128).isZero();
      }
    }
    assertThat(
            catchThrowable(
                () ->
                    Stripes.of(1000, 10)
                        .run(
                            Runnable::run,
                            stripe -> {
                              throw new IllegalStateException("stripe " + stripe);
                            })))
        .hasMessage("stripe 0");
  }
}
