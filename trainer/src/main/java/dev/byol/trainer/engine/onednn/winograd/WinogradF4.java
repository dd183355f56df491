package dev.byol.trainer.engine.onednn.winograd;

/**
 * F(4x4, 3x3) at the points 0, a, -a, 2a, -2a and infinity with {@code a = sqrt(1/2)}: 36
 * multiplications for 16 outputs. It rounds about four times worse than the plain sum; with Lavin
 * and Gray's points 1 and 2 in place of a and 2a it would eight times. As a and 2a are each other's
 * inverses, a window turned round has the same transformed weights in another order, given the
 * factors by which {@code G}'s rows are multiplied here and {@code B}'s divided.
 */
enum WinogradF4 implements WinogradKernels {
  KERNELS;

  private static final float A = (float) Math.sqrt(0.5);

  @Override
  public int output() {
    return 4;
  }

  @Override
  public int tilesAtATime() {
    return 64;
  }

  @Override
  public int turned(int i) {
    return switch (i) {
      case 0 -> 5;
      case 1 -> 3;
      case 2 -> 4;
      case 3 -> 1;
      case 4 -> 2;
      default -> 0;
    };
  }

  @Override
  public void input(float[][] in, float[][] out, int n) {
    outer(in[0], in[2], in[4], out[0], n);
    combine(2, in[2], -1, in[4], out[1], n);
    combine(2 * A, in[1], -A, in[3], out[2], n);
    sumAndDifference(out[1], out[2], n);
    combine(-0.25f, in[2], 0.5f, in[4], out[3], n);
    combine(-0.5f * A, in[1], A, in[3], out[4], n);
    sumAndDifference(out[3], out[4], n);
    outer(in[1], in[3], in[5], out[5], n);
  }

  @Override
  public void output(float[][] in, float[][] out, int n) {
    sumAndDifference(in[1], in[2], n);
    sumAndDifference(in[3], in[4], n);
    add(in[0], in[1], in[3], out[0], n);
    combine(A, in[2], 2 * A, in[4], out[1], n);
    combine(0.5f, in[1], 2, in[3], out[2], n);
    combineAndAdd(0.5f * A, in[2], 4 * A, in[4], in[5], out[3], n);
  }

  @Override
  public void weights(float[] a, float[] b, float[] c, float[][] out, int n) {
    combine(2 / 3f, a, 1 / 3f, c, out[1], n);
    scale(2 / 3f * A, b, out[2], n);
    sumAndDifference(out[1], out[2], n);
    combine(1 / 3f, a, 2 / 3f, c, out[3], n);
    scale(2 / 3f * A, b, out[4], n);
    sumAndDifference(out[3], out[4], n);
  }

  @Override
  public void gradient(float[][] in, float[][] out, int n) {
    System.arraycopy(in[0], 0, out[0], 0, n);
    combine(1, in[0], 0.5f, in[2], out[1], n);
    combine(A, in[1], 0.5f * A, in[3], out[2], n);
    sumAndDifference(out[1], out[2], n);
    combine(1, in[0], 2, in[2], out[3], n);
    combine(2 * A, in[1], 4 * A, in[3], out[4], n);
    sumAndDifference(out[3], out[4], n);
    System.arraycopy(in[3], 0, out[5], 0, n);
  }

  @Override
  public void weightGradient(float[][] in, float[][] out, int n) {
    sumAndDifference(in[1], in[2], n);
    sumAndDifference(in[3], in[4], n);
    combineAndAdd(2 / 3f, in[1], 1 / 3f, in[3], in[0], out[0], n);
    combine(2 / 3f * A, in[2], 2 / 3f * A, in[4], out[1], n);
    combineAndAdd(1 / 3f, in[1], 2 / 3f, in[3], in[5], out[2], n);
  }

  private static void outer(float[] a, float[] b, float[] c, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] - 2.5f * b[i] + c[i];
    }
  }

  /** {@code a, b = a + b, a - b}. */
  private static void sumAndDifference(float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      float first = a[i];
      float second = b[i];
      a[i] = first + second;
      b[i] = first - second;
    }
  }

  private static void add(float[] a, float[] b, float[] c, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] = a[i] + b[i] + c[i];
    }
  }

  private static void scale(float p, float[] a, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = p * a[i];
    }
  }

  private static void combine(float p, float[] a, float q, float[] b, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = p * a[i] + q * b[i];
    }
  }

  private static void combineAndAdd(
      float p, float[] a, float q, float[] b, float[] c, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = p * a[i] + q * b[i] + c[i];
    }
  }
}
