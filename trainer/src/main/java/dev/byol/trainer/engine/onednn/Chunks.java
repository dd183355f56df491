package dev.byol.trainer.engine.onednn;

import java.util.Arrays;

/**
 * Arrays of one lane that a batch norm works through, of whole rows of channels; shared by all
 * batch norms of a width.
 */
final class Chunks {
  final int width;
  final float[] a;
  final float[] b;
  final float[] c;
  final float[] d;
  final float[] sum;
  final float[] product;

  Chunks(int channels) {
    this.width = channels * Math.max(1, VectorKernels.CHUNK / channels);
    this.a = new float[width];
    this.b = new float[width];
    this.c = new float[width];
    this.d = new float[width];
    this.sum = new float[width];
    this.product = new float[width];
  }

  /** Fills {@code target} with {@code values} again and again. */
  static void repeat(float[] values, float[] target) {
    for (int at = 0; at < target.length; at += values.length) {
      System.arraycopy(values, 0, target, at, values.length);
    }
  }

  /** Adds {@code sum} and {@code product} to the channels' totals and clears them. */
  void drain(double[] target, int sumAt, int productAt, int channels) {
    for (int at = 0; at < width; at += channels) {
      for (int i = 0; i < channels; i++) {
        target[sumAt + i] += sum[at + i];
        target[productAt + i] += product[at + i];
      }
    }
    Arrays.fill(sum, 0);
    Arrays.fill(product, 0);
  }
}
