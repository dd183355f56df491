package dev.byol.trainer.engine.onednn.library;

import java.nio.FloatBuffer;

/**
 * Passes over native memory, a chunk at a time through arrays in the first-level cache. The
 * compiler turns loops over arrays into the widest vector instructions that the CPU has, on every
 * JDK from 17 on, but not loops over native memory; the copies cost little beside the memory
 * itself. Measured on JDK 17 against the incubating Vector API: docs/performance.md.
 */
public final class VectorKernels {
  /**
   * Values of a chunk. The eight arrays of a batch norm's kernel then take 8 of the 32 KiB of a
   * first-level cache; with 1024 they did not fit beside what streams through it.
   */
  public static final int CHUNK = 256;

  /** Chunks that are added up in float before the sum goes on in double. */
  private static final int CHUNKS_IN_FLOAT = 64;

  private VectorKernels() {}

  /** {@code y = y * factor}. */
  public static void scale(float factor, FloatBuffer y) {
    float[] a = new float[CHUNK];
    for (int at = 0; at < y.capacity(); at += CHUNK) {
      int n = Math.min(CHUNK, y.capacity() - at);
      y.get(at, a, 0, n);
      for (int i = 0; i < n; i++) {
        a[i] *= factor;
      }
      y.put(at, a, 0, n);
    }
  }

  /** {@code y = y + factor * x}. */
  public static void addScaled(float factor, FloatBuffer x, FloatBuffer y) {
    float[] a = new float[CHUNK];
    float[] b = new float[CHUNK];
    for (int at = 0; at < y.capacity(); at += CHUNK) {
      int n = Math.min(CHUNK, y.capacity() - at);
      x.get(at, a, 0, n);
      y.get(at, b, 0, n);
      addScaled(factor, a, b, n);
      y.put(at, b, 0, n);
    }
  }

  /** {@code y = y + factor * x} within a chunk. */
  public static void addScaled(float factor, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] += factor * x[i];
    }
  }

  /** {@code y = 0}. */
  public static void clear(FloatBuffer y) {
    float[] zeros = new float[CHUNK];
    for (int at = 0; at < y.capacity(); at += CHUNK) {
      y.put(at, zeros, 0, Math.min(CHUNK, y.capacity() - at));
    }
  }

  /** Sum of the squares of {@code x}. */
  public static double sumOfSquares(FloatBuffer x) {
    float[] a = new float[CHUNK];
    float[] squares = new float[CHUNK];
    double total = 0;
    int chunks = 0;
    for (int at = 0; at < x.capacity(); at += CHUNK) {
      int n = Math.min(CHUNK, x.capacity() - at);
      x.get(at, a, 0, n);
      for (int i = 0; i < n; i++) {
        squares[i] += a[i] * a[i];
      }
      if (++chunks % CHUNKS_IN_FLOAT == 0) {
        total += drain(squares);
      }
    }
    return total + drain(squares);
  }

  /** Sums of the squares of {@code y + factor * x} and of {@code x}. */
  public static double[] squaresOfSum(float factor, FloatBuffer x, FloatBuffer y) {
    float[] a = new float[CHUNK];
    float[] b = new float[CHUNK];
    float[] ofX = new float[CHUNK];
    float[] ofSum = new float[CHUNK];
    double[] totals = new double[2];
    int chunks = 0;
    for (int at = 0; at < y.capacity(); at += CHUNK) {
      int n = Math.min(CHUNK, y.capacity() - at);
      x.get(at, a, 0, n);
      y.get(at, b, 0, n);
      squaresOfSum(factor, a, b, ofX, ofSum, n);
      if (++chunks % CHUNKS_IN_FLOAT == 0) {
        totals[0] += drain(ofSum);
        totals[1] += drain(ofX);
      }
    }
    totals[0] += drain(ofSum);
    totals[1] += drain(ofX);
    return totals;
  }

  private static void squaresOfSum(
      float factor, float[] x, float[] y, float[] ofX, float[] ofSum, int n) {
    for (int i = 0; i < n; i++) {
      float p = x[i];
      float q = y[i] + factor * p;
      ofX[i] += p * p;
      ofSum[i] += q * q;
    }
  }

  private static double drain(float[] values) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i];
      values[i] = 0;
    }
    return sum;
  }
}
