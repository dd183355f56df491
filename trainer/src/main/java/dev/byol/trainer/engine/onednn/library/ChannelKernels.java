package dev.byol.trainer.engine.onednn.library;

/**
 * The loops of batch normalisation over one chunk: whole rows of channels, one after another.
 * Per-channel numbers come repeated to the length of a chunk, so that each loop is over arrays of
 * one length, which the compiler vectorises.
 *
 * <p>ReLU is {@code (y + |y|) / 2}, which has the bits of {@code max(0, y)} unless doubling
 * overflows: Java's maximum takes six vector instructions for the sake of NaN and negative zero.
 */
public final class ChannelKernels {
  /** Positive numbers, denormal ones too, times this twice are at least 1. */
  private static final float HUGE = 0x1p100f;

  private ChannelKernels() {}

  /** {@code sum += a + b + c + d}, {@code squares} likewise, all of {@code n} values. */
  public static void addMoments(
      float[] a, float[] b, float[] c, float[] d, float[] sum, float[] squares, int n) {
    for (int i = 0; i < n; i++) {
      float p = a[i];
      float q = b[i];
      float r = c[i];
      float s = d[i];
      sum[i] += (p + q) + (r + s);
      squares[i] += (p * p + q * q) + (r * r + s * s);
    }
  }

  /** {@code sum += x}, {@code squares += x * x}. */
  public static void addMoments(float[] x, float[] sum, float[] squares, int n) {
    for (int i = 0; i < n; i++) {
      float v = x[i];
      sum[i] += v;
      squares[i] += v * v;
    }
  }

  /** {@code x = (x - mean) * slope + offset}. */
  public static void normalise(float[] x, float[] mean, float[] slope, float[] offset, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = (x[i] - mean[i]) * slope[i] + offset[i];
    }
  }

  /** {@code x = max(0, (x - mean) * slope + offset)}. */
  public static void normaliseRelu(float[] x, float[] mean, float[] slope, float[] offset, int n) {
    for (int i = 0; i < n; i++) {
      float y = (x[i] - mean[i]) * slope[i] + offset[i];
      x[i] = 0.5f * (y + Math.abs(y));
    }
  }

  /** {@code x = (x - mean) * slope + offset + residual}. */
  public static void normaliseAdd(
      float[] x, float[] residual, float[] mean, float[] slope, float[] offset, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = (x[i] - mean[i]) * slope[i] + offset[i] + residual[i];
    }
  }

  /** {@code x = max(0, (x - mean) * slope + offset + residual)}. */
  public static void normaliseAddRelu(
      float[] x, float[] residual, float[] mean, float[] slope, float[] offset, int n) {
    for (int i = 0; i < n; i++) {
      float y = (x[i] - mean[i]) * slope[i] + offset[i] + residual[i];
      x[i] = 0.5f * (y + Math.abs(y));
    }
  }

  /** {@code dy = dy} where {@code y > 0}, else 0; {@code y} is an output of ReLU. */
  public static void maskByOutput(float[] dy, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      dy[i] *= Math.min(1f, y[i] * HUGE * HUGE);
    }
  }

  /** As {@link #maskByOutput}, with the output computed again as {@link #normaliseRelu} does. */
  public static void maskByInput(
      float[] dy, float[] x, float[] mean, float[] slope, float[] offset, int n) {
    for (int i = 0; i < n; i++) {
      float y = (x[i] - mean[i]) * slope[i] + offset[i];
      dy[i] *= Math.min(1f, (y + Math.abs(y)) * HUGE * HUGE);
    }
  }

  /** {@code sum += dy}, {@code products += dy * (x - mean)}. */
  public static void addGradientMoments(
      float[] dy, float[] x, float[] mean, float[] sum, float[] products, int n) {
    for (int i = 0; i < n; i++) {
      float g = dy[i];
      sum[i] += g;
      products[i] += g * (x[i] - mean[i]);
    }
  }

  /** {@code dy = dy * outer + (x - mean) * inner + shift}. */
  public static void inputGradient(
      float[] dy, float[] x, float[] mean, float[] outer, float[] inner, float[] shift, int n) {
    for (int i = 0; i < n; i++) {
      dy[i] = dy[i] * outer[i] + ((x[i] - mean[i]) * inner[i] + shift[i]);
    }
  }

  /** {@code y += x}. */
  public static void add(float[] y, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      y[i] += x[i];
    }
  }
}
