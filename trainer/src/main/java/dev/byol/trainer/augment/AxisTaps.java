package dev.byol.trainer.augment;

/**
 * The four source positions and weights of every output position along one axis of a resize, as in
 * TensorFlow's resize_bicubic_op.cc with half-pixel centres: weights of positions outside the
 * source are 0 and the four are scaled to sum 1. No low-pass filter when shrinking.
 *
 * <p>Mutable and reused; allocates only to grow.
 */
final class AxisTaps {
  private int[] first = new int[0];
  private float[] weights = new float[0];

  /** Computes the taps for {@code from} source and {@code to} output positions. */
  void compute(CubicKernel kernel, int from, int to) {
    if (first.length < to) {
      first = new int[to];
      weights = new float[4 * to];
    }
    float scale = (float) from / to;
    for (int i = 0; i < to; i++) {
      float position = (i + 0.5f) * scale - 0.5f;
      int below = (int) Math.floor(position);
      float distance = kernel.evaluatedAt(position - below);
      float w0 = inside(below - 1, from) ? CubicKernel.far(distance) : 0;
      float w1 = inside(below, from) ? CubicKernel.near(distance) : 0;
      float w2 = inside(below + 1, from) ? CubicKernel.near(1 - distance) : 0;
      float w3 = inside(below + 2, from) ? CubicKernel.far(1 - distance) : 0;
      float sum = w0 + w1 + w2 + w3;
      first[i] = below - 1;
      weights[4 * i] = w0 / sum;
      weights[4 * i + 1] = w1 / sum;
      weights[4 * i + 2] = w2 / sum;
      weights[4 * i + 3] = w3 / sum;
    }
  }

  /** Source position, from -2, of the first of the four taps of each output; may be longer. */
  int[] first() {
    return first;
  }

  /** Four weights of each output; may be longer. */
  float[] weights() {
    return weights;
  }

  /** Weight of tap 0..3 of output {@code i}; 0 where the tap lies outside the source. */
  float weight(int i, int tap) {
    return weights[4 * i + tap];
  }

  private static boolean inside(int position, int size) {
    return position >= 0 && position < size;
  }
}
