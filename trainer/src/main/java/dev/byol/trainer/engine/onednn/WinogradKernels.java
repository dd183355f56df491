package dev.byol.trainer.engine.onednn;

/**
 * The transforms of Winograd's minimal filtering F(2x2, 3x3), as Lavin and Gray ("Fast Algorithms
 * for Convolutional Neural Networks", 2015, section 4.1) write them: {@code Y = A^T [(G g G^T) *
 * (B^T d B)] A}. Each loop is over whole rows of pixels or matrices and writes one: JDK 17's
 * compiler does not vectorise a loop that uses a value for several, or one much longer.
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
    subtract(in[0], in[2], out[0], n);
    add(in[1], in[2], out[1], n);
    subtract(in[2], in[1], out[2], n);
    subtract(in[1], in[3], out[3], n);
  }

  /** {@code A^T} along one axis: of four rows to two, {@code n} values each. */
  static void outputRows(
      float[] a, float[] b, float[] c, float[] d, float[] upper, float[] lower, int n) {
    for (int i = 0; i < n; i++) {
      upper[i] = a[i] + b[i] + c[i];
      lower[i] = b[i] - c[i] - d[i];
    }
  }

  /** The inner two of {@code G}'s four rows along one axis; the outer ones are {@code a, c}. */
  static void weightRows(float[] a, float[] b, float[] c, float[] second, float[] third, int n) {
    for (int i = 0; i < n; i++) {
      float outer = 0.5f * (a[i] + c[i]);
      float inner = 0.5f * b[i];
      second[i] = outer + inner;
      third[i] = outer - inner;
    }
  }

  /** {@code A} along one axis: of two rows to four, {@code n} values each. */
  static void gradientPair(float[] a, float[] b, float[][] out, int n) {
    System.arraycopy(a, 0, out[0], 0, n);
    add(a, b, out[1], n);
    subtract(a, b, out[2], n);
    negate(b, out[3], n);
  }

  /** {@code G^T} along one axis: of four rows to three, {@code n} values each. */
  static void weightGradientRows(
      float[][] in, int from, int inStep, float[][] out, int to, int outStep, int n) {
    float[] b = in[from + inStep];
    float[] c = in[from + 2 * inStep];
    addHalves(in[from], b, c, out[to], n);
    halveDifference(b, c, out[to + outStep], n);
    addHalves(in[from + 3 * inStep], b, c, out[to + 2 * outStep], n);
  }

  private static void add(float[] a, float[] b, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] = a[i] + b[i];
    }
  }

  private static void subtract(float[] a, float[] b, float[] difference, int n) {
    for (int i = 0; i < n; i++) {
      difference[i] = a[i] - b[i];
    }
  }

  private static void negate(float[] a, float[] negative, int n) {
    for (int i = 0; i < n; i++) {
      negative[i] = -a[i];
    }
  }

  /** {@code sum = a + (b + c) / 2}. */
  private static void addHalves(float[] a, float[] b, float[] c, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] = a[i] + 0.5f * (b[i] + c[i]);
    }
  }

  private static void halveDifference(float[] a, float[] b, float[] half, int n) {
    for (int i = 0; i < n; i++) {
      half[i] = 0.5f * (a[i] - b[i]);
    }
  }
}
