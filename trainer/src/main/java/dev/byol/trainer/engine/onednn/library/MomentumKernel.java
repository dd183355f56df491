package dev.byol.trainer.engine.onednn.library;

import dev.byol.trainer.engine.FlatBuffer.MomentumStep;
import java.nio.FloatBuffer;

/** The step of momentum as one pass over memory, as {@link VectorKernels} makes them. */
public final class MomentumKernel {
  private static final int CHUNK = VectorKernels.CHUNK;

  private MomentumKernel() {}

  /** Of gradient, momentum, parameters and their average, all of one length. */
  public static void step(
      FloatBuffer gradient,
      FloatBuffer momentum,
      FloatBuffer parameters,
      FloatBuffer average,
      MomentumStep factors) {
    float[] g = new float[CHUNK];
    float[] m = new float[CHUNK];
    float[] p = new float[CHUNK];
    float[] a = new float[CHUNK];
    float averageKeep = (float) factors.averageKeep();
    float averageTake = (float) (1 - factors.averageKeep());
    for (int at = 0; at < parameters.capacity(); at += CHUNK) {
      int n = Math.min(CHUNK, parameters.capacity() - at);
      gradient.get(at, g, 0, n);
      momentum.get(at, m, 0, n);
      parameters.get(at, p, 0, n);
      average.get(at, a, 0, n);
      VectorKernels.addScaled((float) factors.weightDecay(), p, g, n);
      blend((float) factors.keep(), m, (float) factors.ratio(), g, n);
      VectorKernels.addScaled((float) -factors.rate(), m, p, n);
      blend(averageKeep, a, averageTake, p, n);
      momentum.put(at, m, 0, n);
      parameters.put(at, p, 0, n);
      average.put(at, a, 0, n);
    }
  }

  /** {@code y = keep * y + take * x}. */
  private static void blend(float keep, float[] y, float take, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = keep * y[i] + take * x[i];
    }
  }
}
