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

  /** Values of each array on the way through a transform: measured faster than 256 and 1024. */
  private static final int CHUNK = 512;

  /** Tiles of a row that are worked on at a time. */
  static int columnsAtATime(int tileColumns, int channels) {
    return Math.min(tileColumns, Math.max(1, CHUNK / channels));
  }

  /** {@code B^T} along one axis: of four rows to four, {@code n} values each. */
  static void input(float[][] in, float[][] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    float[] c = in[2];
    float[] d = in[3];
    float[] first = out[0];
    float[] second = out[1];
    float[] third = out[2];
    float[] fourth = out[3];
    for (int i = 0; i < n; i++) {
      float p = a[i];
      float q = b[i];
      float r = c[i];
      float s = d[i];
      first[i] = p - r;
      second[i] = q + r;
      third[i] = r - q;
      fourth[i] = q - s;
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
  static void gradientPair(float[] a, float[] b, float[][] out, int n) {
    float[] first = out[0];
    float[] second = out[1];
    float[] third = out[2];
    float[] fourth = out[3];
    for (int i = 0; i < n; i++) {
      float p = a[i];
      float q = b[i];
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
