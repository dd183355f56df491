package dev.byol.trainer.engine.onednn.winograd;

/**
 * F(2x2, 3x3) at the points 0, 1, -1 and infinity (Lavin and Gray, section 4.1): 16 multiplications
 * for 4 outputs. It rounds as the plain sum does.
 */
enum WinogradF2 implements WinogradKernels {
  KERNELS;

  @Override
  public int output() {
    return 2;
  }

  @Override
  public int tilesAtATime() {
    return 128;
  }

  @Override
  public int turned(int i) {
    return i == 0 ? 3 : i == 3 ? 0 : i;
  }

  @Override
  public void input(float[][] in, float[][] out, int n) {
    subtract(in[0], in[2], out[0], n);
    add(in[1], in[2], out[1], n);
    subtract(in[2], in[1], out[2], n);
    subtract(in[1], in[3], out[3], n);
  }

  @Override
  public void output(float[][] in, float[][] out, int n) {
    outputs(in[0], in[1], in[2], in[3], out[0], out[1], n);
  }

  private static void outputs(
      float[] a, float[] b, float[] c, float[] d, float[] upper, float[] lower, int n) {
    for (int i = 0; i < n; i++) {
      upper[i] = a[i] + b[i] + c[i];
      lower[i] = b[i] - c[i] - d[i];
    }
  }

  @Override
  public void weights(float[] a, float[] b, float[] c, float[][] out, int n) {
    inner(a, b, c, out[1], out[2], n);
  }

  private static void inner(float[] a, float[] b, float[] c, float[] second, float[] third, int n) {
    for (int i = 0; i < n; i++) {
      float outer = 0.5f * (a[i] + c[i]);
      float inner = 0.5f * b[i];
      second[i] = outer + inner;
      third[i] = outer - inner;
    }
  }

  @Override
  public void gradient(float[][] in, float[][] out, int n) {
    System.arraycopy(in[0], 0, out[0], 0, n);
    add(in[0], in[1], out[1], n);
    subtract(in[0], in[1], out[2], n);
    negate(in[1], out[3], n);
  }

  @Override
  public void weightGradient(float[][] in, float[][] out, int n) {
    addHalves(in[0], in[1], in[2], out[0], n);
    halveDifference(in[1], in[2], out[1], n);
    addHalves(in[3], in[1], in[2], out[2], n);
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
