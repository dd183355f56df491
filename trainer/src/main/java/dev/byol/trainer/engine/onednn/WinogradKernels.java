package dev.byol.trainer.engine.onednn;

/**
 * The transforms of Winograd's minimal filtering F(2x2, 3x3), as Lavin and Gray ("Fast Algorithms
 * for Convolutional Neural Networks", 2015, section 4.1) write them: {@code Y = A^T [(G g G^T) *
 * (B^T d B)] A}. Each loop is over whole rows of pixels or matrices, which the compiler vectorises.
 */
final class WinogradKernels {
  /** Side of a transformed tile. */
  static final int SIDE = 4;

  /** Values of a transformed tile. */
  static final int TILE = SIDE * SIDE;

  private WinogradKernels() {}

  /** Row {@code i} of {@code B^T}, of four rows of {@code n} values each. */
  static void inputRow(int i, float[][] in, float[] out, int n) {
    switch (i) {
      case 0 -> difference(in[0], in[2], out, n);
      case 1 -> sum(in[1], in[2], out, n);
      case 2 -> difference(in[2], in[1], out, n);
      case 3 -> difference(in[1], in[3], out, n);
      default -> throw new IllegalArgumentException("a tile has no row " + i);
    }
  }

  private static void sum(float[] a, float[] b, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] + b[i];
    }
  }

  private static void difference(float[] a, float[] b, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] - b[i];
    }
  }

  /**
   * {@code B^T} along a row of pixels, which come apart: first each tile's first and third pixel,
   * then each tile's second and fourth, so that neighbours in a loop are neighbours in memory.
   *
   * @param row twice {@code n + channels} values
   * @param a, b, c, d {@code n} values each
   */
  static void inputColumns(
      float[] row, float[] a, float[] b, float[] c, float[] d, int n, int channels) {
    int other = n + channels;
    for (int i = 0; i < n; i++) {
      float first = row[i];
      float second = row[other + i];
      float third = row[channels + i];
      float fourth = row[other + channels + i];
      a[i] = first - third;
      b[i] = second + third;
      c[i] = third - second;
      d[i] = second - fourth;
    }
  }

  /** {@code A^T} along one axis: of four rows to two, {@code n} values each. */
  static void outputRows(
      float[] a, float[] b, float[] c, float[] d, float[] upper, float[] lower, int n) {
    for (int i = 0; i < n; i++) {
      upper[i] = a[i] + b[i] + c[i];
      lower[i] = b[i] - c[i] - d[i];
    }
  }

  /** {@code G} along one axis: of three rows to four, {@code n} values each. */
  static void weightRows(
      float[] a,
      float[] b,
      float[] c,
      float[] first,
      float[] second,
      float[] third,
      float[] fourth,
      int n) {
    for (int i = 0; i < n; i++) {
      float ends = 0.5f * (a[i] + c[i]);
      float middle = 0.5f * b[i];
      first[i] = a[i];
      second[i] = ends + middle;
      third[i] = ends - middle;
      fourth[i] = c[i];
    }
  }

  /** {@code A} along one axis: of two rows to four, {@code n} values each. */
  static void gradientPair(float[] a, int aFrom, float[] b, int bFrom, float[][] out, int n) {
    float[] first = out[0];
    float[] second = out[1];
    float[] third = out[2];
    float[] fourth = out[3];
    for (int i = 0; i < n; i++) {
      float p = a[aFrom + i];
      float q = b[bFrom + i];
      first[i] = p;
      second[i] = p + q;
      third[i] = p - q;
      fourth[i] = -q;
    }
  }

  /** {@code G^T} along one axis: of four rows to three, {@code n} values each. */
  static void weightGradientRows(
      float[][] in, int from, int inStep, float[][] out, int to, int outStep, int n) {
    float[] a = in[from];
    float[] b = in[from + inStep];
    float[] c = in[from + 2 * inStep];
    float[] d = in[from + 3 * inStep];
    float[] first = out[to];
    float[] second = out[to + outStep];
    float[] third = out[to + 2 * outStep];
    for (int i = 0; i < n; i++) {
      float half = 0.5f * (b[i] + c[i]);
      first[i] = a[i] + half;
      second[i] = 0.5f * (b[i] - c[i]);
      third[i] = half + d[i];
    }
  }
}
