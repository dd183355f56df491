package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.BatchNormSpec.Activation;
import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Batch normalisation of one view: each half is one pass over memory, chunk by chunk. */
final class BatchNormView {
  /** Chunks that are added up in float before the sum goes on in double. */
  private static final int CHUNKS_IN_FLOAT = 64;

  private final int channels;
  private final int size;
  private final double epsilon;
  private final Chunks chunks;
  private final FloatBuffer x;
  private final FloatBuffer y;
  private final FloatBuffer residual;
  private final boolean relu;
  private final FloatBuffer dy;
  private final FloatBuffer dx;
  private final FloatBuffer residualGradient;
  private final boolean addToDx;
  private final boolean addToResidualGradient;
  private final double[] average;
  private final float[] ofChannel;
  private final float[] mean;
  private final float[] slope;
  private final float[] shift;
  private final float[] outer;
  private final float[] inner;
  private final float[] constant;

  BatchNormView(BatchNormSpec spec, int view, Chunks chunks) {
    Shape shape = spec.x().shape();
    this.channels = shape.c();
    this.size = shape.size() / spec.views();
    this.epsilon = spec.epsilon();
    this.chunks = chunks;
    this.x = part(spec.x(), view);
    this.y = part(spec.y(), view);
    this.residual = spec.residual().map(t -> part(t, view)).orElse(null);
    this.relu = spec.activation() == Activation.RELU;
    this.dy = spec.gradients().map(g -> part(g.dy(), view)).orElse(null);
    this.dx = spec.gradients().map(g -> part(g.dx().tensor(), view)).orElse(null);
    Optional<GradientTarget> shared =
        spec.gradients()
            .filter(g -> !g.residualInPlace())
            .flatMap(BatchNormSpec.Gradients::residual);
    this.residualGradient = shared.map(t -> part(t.tensor(), view)).orElse(null);
    this.addToDx = spec.gradients().map(g -> adds(g.dx())).orElse(false);
    this.addToResidualGradient = shared.map(BatchNormView::adds).orElse(false);
    this.average = new double[channels];
    this.ofChannel = new float[channels];
    this.mean = new float[chunks.width];
    this.slope = new float[chunks.width];
    this.shift = new float[chunks.width];
    int backward = spec.gradients().isPresent() ? chunks.width : 0;
    this.outer = new float[backward];
    this.inner = new float[backward];
    this.constant = new float[backward];
  }

  private FloatBuffer part(Tensor tensor, int view) {
    return ((OneDnnTensor) tensor).values().slice(view * size, size);
  }

  private static boolean adds(GradientTarget target) {
    return target.mode() == GradientTarget.Mode.ADD;
  }

  void sums(double[] target, int at) {
    Arrays.fill(target, at, at + 2 * channels, 0);
    int width = chunks.width;
    int four = 0;
    for (; four + 4 * width <= size; four += 4 * width) {
      x.get(four, chunks.a, 0, width);
      x.get(four + width, chunks.b, 0, width);
      x.get(four + 2 * width, chunks.c, 0, width);
      x.get(four + 3 * width, chunks.d, 0, width);
      ChannelKernels.addMoments(
          chunks.a, chunks.b, chunks.c, chunks.d, chunks.sum, chunks.product, width);
      if (four / (4 * width) % (CHUNKS_IN_FLOAT / 4) == CHUNKS_IN_FLOAT / 4 - 1) {
        chunks.drain(target, at, at + channels, channels);
      }
    }
    for (int from = four; from < size; from += width) {
      int n = Math.min(width, size - from);
      x.get(from, chunks.a, 0, n);
      ChannelKernels.addMoments(chunks.a, chunks.sum, chunks.product, n);
    }
    chunks.drain(target, at, at + channels, channels);
  }

  void normalise(double[] means, double[] variances, int at, float[] scale, float[] offset) {
    for (int c = 0; c < channels; c++) {
      average[c] = (float) means[at + c];
    }
    set(mean, c -> means[at + c]);
    set(slope, c -> scale[c] / Math.sqrt(variances[at + c] + epsilon));
    set(shift, c -> offset[c]);
    for (int from = 0; from < size; from += chunks.width) {
      int n = Math.min(chunks.width, size - from);
      x.get(from, chunks.a, 0, n);
      if (residual != null) {
        residual.get(from, chunks.b, 0, n);
      }
      normaliseChunk(n);
      y.put(from, chunks.a, 0, n);
    }
  }

  private void normaliseChunk(int n) {
    if (residual == null) {
      if (relu) {
        ChannelKernels.normaliseRelu(chunks.a, mean, slope, shift, n);
      } else {
        ChannelKernels.normalise(chunks.a, mean, slope, shift, n);
      }
    } else if (relu) {
      ChannelKernels.normaliseAddRelu(chunks.a, chunks.b, mean, slope, shift, n);
    } else {
      ChannelKernels.normaliseAdd(chunks.a, chunks.b, mean, slope, shift, n);
    }
  }

  void backwardSums(double[] target, int at) {
    Arrays.fill(target, at, at + 2 * channels, 0);
    int done = 0;
    for (int from = 0; from < size; from += chunks.width) {
      int n = Math.min(chunks.width, size - from);
      x.get(from, chunks.a, 0, n);
      dy.get(from, chunks.b, 0, n);
      mask(from, n);
      handOver(from, n);
      ChannelKernels.addGradientMoments(chunks.b, chunks.a, mean, chunks.sum, chunks.product, n);
      if (++done % CHUNKS_IN_FLOAT == 0) {
        chunks.drain(target, at, at + channels, channels);
      }
    }
    chunks.drain(target, at, at + channels, channels);
    // The caller wants sums of dy * x; around the mean, float32 loses less.
    for (int c = 0; c < channels; c++) {
      target[at + channels + c] += average[c] * target[at + c];
    }
  }

  /** Applies ReLU's mask to the output's gradient in {@code chunks.b}. */
  private void mask(int from, int n) {
    if (!relu) {
      return;
    }
    if (residual == null) {
      ChannelKernels.maskByInput(chunks.b, chunks.a, mean, slope, shift, n);
    } else {
      y.get(from, chunks.c, 0, n);
      ChannelKernels.maskByOutput(chunks.b, chunks.c, n);
    }
  }

  /** Gives the masked gradient to the residual, and keeps it for the second half. */
  private void handOver(int from, int n) {
    if (residual == null) {
      return;
    }
    if (relu) {
      dy.put(from, chunks.b, 0, n);
    }
    if (residualGradient == null) {
      return;
    }
    if (addToResidualGradient) {
      residualGradient.get(from, chunks.d, 0, n);
      ChannelKernels.add(chunks.d, chunks.b, n);
      residualGradient.put(from, chunks.d, 0, n);
    } else {
      residualGradient.put(from, chunks.b, 0, n);
    }
  }

  void backward(
      double[] means, double[] variances, double[] m1, double[] m2, int at, float[] scale) {
    set(outer, c -> scale[c] / Math.sqrt(variances[at + c] + epsilon));
    set(
        inner,
        c ->
            -scale[c]
                / Math.sqrt(variances[at + c] + epsilon)
                / (variances[at + c] + epsilon)
                * m2[at + c]);
    set(constant, c -> -scale[c] / Math.sqrt(variances[at + c] + epsilon) * m1[at + c]);
    for (int from = 0; from < size; from += chunks.width) {
      int n = Math.min(chunks.width, size - from);
      x.get(from, chunks.a, 0, n);
      dy.get(from, chunks.b, 0, n);
      if (relu && residual == null) {
        ChannelKernels.maskByInput(chunks.b, chunks.a, mean, slope, shift, n);
      }
      ChannelKernels.inputGradient(chunks.b, chunks.a, mean, outer, inner, constant, n);
      if (addToDx) {
        dx.get(from, chunks.c, 0, n);
        ChannelKernels.add(chunks.b, chunks.c, n);
      }
      dx.put(from, chunks.b, 0, n);
    }
  }

  private interface OfChannel {
    double at(int channel);
  }

  private void set(float[] target, OfChannel value) {
    for (int c = 0; c < channels; c++) {
      ofChannel[c] = (float) value.at(c);
    }
    Chunks.repeat(ofChannel, target);
  }
}
