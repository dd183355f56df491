package dev.byol.trainer.engine.onednn.batchnorm;

import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.BatchNormSpec.Activation;
import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.GradientTarget.Mode;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.onednn.library.ChannelKernels;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Batch normalisation of one view in float32: each half is one pass over memory, chunk by chunk.
 */
final class BatchNormView {
  /** Numbers that are added up in float before the sum goes on in double. */
  private static final int SUMMANDS_IN_FLOAT = 64;

  private final int channels;
  private final int size;
  private final double epsilon;
  private final Chunks chunks;
  private final int count;
  private final FloatBuffer x;
  private final FloatBuffer y;
  private final FloatBuffer residual;
  private final boolean relu;
  private final boolean masksByOutput;
  private final FloatBuffer dy;
  private final FloatBuffer dx;
  private final boolean addsToDx;
  private final FloatBuffer residualGradient;
  private final boolean addsToResidual;
  private final double[] average;
  private final float[] ofChannel;
  private final float[][] mean;
  private final float[][] slope;
  private final float[][] shift;
  private final float[][] outer;
  private final float[][] inner;
  private final float[][] constant;

  BatchNormView(BatchNormSpec spec, int view, Chunks chunks) {
    Shape shape = spec.x().shape();
    this.channels = shape.c();
    this.size = shape.size() / spec.views();
    this.epsilon = spec.epsilon();
    this.chunks = chunks;
    this.count = chunks.count(size);
    Part part = new Part(view * size, size);
    this.x = part.of(spec.x());
    this.y = part.of(spec.y());
    this.residual = spec.residual().map(part::of).orElse(null);
    this.relu = spec.activation() == Activation.RELU;
    this.masksByOutput = relu && residual != null;
    Optional<BatchNormSpec.Gradients> gradients = spec.gradients();
    this.dy = gradients.map(g -> part.of(g.dy())).orElse(null);
    this.dx = gradients.map(g -> part.of(g.dx().tensor())).orElse(null);
    this.addsToDx = gradients.filter(g -> g.dx().mode() == Mode.ADD).isPresent();
    Optional<GradientTarget> shared =
        gradients.filter(g -> !g.residualInPlace()).flatMap(BatchNormSpec.Gradients::residual);
    this.residualGradient = shared.map(t -> part.of(t.tensor())).orElse(null);
    this.addsToResidual = shared.filter(t -> t.mode() == Mode.ADD).isPresent();
    this.average = new double[channels];
    this.ofChannel = new float[channels];
    this.mean = chunks.arrays();
    this.slope = chunks.arrays();
    this.shift = chunks.arrays();
    this.outer = gradients.map(g -> chunks.arrays()).orElse(null);
    this.inner = gradients.map(g -> chunks.arrays()).orElse(null);
    this.constant = gradients.map(g -> chunks.arrays()).orElse(null);
  }

  /** One view's part of a tensor. */
  private record Part(int from, int size) {
    FloatBuffer of(Tensor tensor) {
      return OneDnnTensor.of(tensor).values().slice(from, size);
    }
  }

  void sums(double[] target, int at) {
    Arrays.fill(target, at, at + 2 * channels, 0);
    int chunk = 0;
    if (chunks.pieces == 1) {
      for (; (chunk + 4) * chunks.period <= size; chunk += 4) {
        addFour(chunk * chunks.period);
        drainNowAndThen(chunk / 4 + 1, target, at);
      }
    }
    for (; chunk < count; chunk++) {
      int piece = chunk % chunks.pieces;
      int from = chunks.start(chunk);
      int n = Math.min(chunks.length(piece), size - from);
      x.get(from, chunks.a, 0, n);
      ChannelKernels.addMoments(chunks.a, chunks.sum[piece], chunks.product[piece], n);
      drainNowAndThen(chunk + 1, target, at);
    }
    chunks.drain(target, at, at + channels);
  }

  private void addFour(int from) {
    int n = chunks.period;
    x.get(from, chunks.a, 0, n);
    x.get(from + n, chunks.b, 0, n);
    x.get(from + 2 * n, chunks.c, 0, n);
    x.get(from + 3 * n, chunks.d, 0, n);
    ChannelKernels.addMoments(
        chunks.a, chunks.b, chunks.c, chunks.d, chunks.sum[0], chunks.product[0], n);
  }

  private void drainNowAndThen(int done, double[] target, int at) {
    if (done % (SUMMANDS_IN_FLOAT * chunks.pieces) == 0) {
      chunks.drain(target, at, at + channels);
    }
  }

  void normalise(double[] means, double[] variances, int at, float[] scale, float[] offset) {
    for (int c = 0; c < channels; c++) {
      average[c] = (float) means[at + c];
    }
    set(mean, c -> means[at + c]);
    set(slope, c -> scale[c] / Math.sqrt(variances[at + c] + epsilon));
    set(shift, c -> offset[c]);
    for (int chunk = 0; chunk < count; chunk++) {
      int piece = chunk % chunks.pieces;
      int from = chunks.start(chunk);
      int n = Math.min(chunks.length(piece), size - from);
      x.get(from, chunks.a, 0, n);
      if (residual != null) {
        residual.get(from, chunks.b, 0, n);
      }
      normaliseChunk(mean[piece], slope[piece], shift[piece], n);
      y.put(from, chunks.a, 0, n);
    }
  }

  private void normaliseChunk(float[] means, float[] slopes, float[] shifts, int n) {
    if (residual == null) {
      if (relu) {
        ChannelKernels.normaliseRelu(chunks.a, means, slopes, shifts, n);
      } else {
        ChannelKernels.normalise(chunks.a, means, slopes, shifts, n);
      }
    } else if (relu) {
      ChannelKernels.normaliseAddRelu(chunks.a, chunks.b, means, slopes, shifts, n);
    } else {
      ChannelKernels.normaliseAdd(chunks.a, chunks.b, means, slopes, shifts, n);
    }
  }

  void backwardSums(double[] target, int at) {
    Arrays.fill(target, at, at + 2 * channels, 0);
    for (int chunk = 0; chunk < count; chunk++) {
      int piece = chunk % chunks.pieces;
      int from = chunks.start(chunk);
      int n = Math.min(chunks.length(piece), size - from);
      x.get(from, chunks.a, 0, n);
      dy.get(from, chunks.b, 0, n);
      mask(from, piece, n);
      handOver(from, n);
      ChannelKernels.addGradientMoments(
          chunks.b, chunks.a, mean[piece], chunks.sum[piece], chunks.product[piece], n);
      drainNowAndThen(chunk + 1, target, at);
    }
    chunks.drain(target, at, at + channels);
    // The caller wants sums of dy * x; around the mean, float32 loses less.
    for (int c = 0; c < channels; c++) {
      target[at + channels + c] += average[c] * target[at + c];
    }
  }

  /** Applies ReLU's mask to the output's gradient in {@code chunks.b}. */
  private void mask(int from, int piece, int n) {
    if (!relu) {
      return;
    }
    if (masksByOutput) {
      y.get(from, chunks.c, 0, n);
      ChannelKernels.maskByOutput(chunks.b, chunks.c, n);
    } else {
      ChannelKernels.maskByInput(chunks.b, chunks.a, mean[piece], slope[piece], shift[piece], n);
    }
  }

  /** Gives the masked gradient to the residual, and keeps it for the second half. */
  private void handOver(int from, int n) {
    if (residual == null) {
      return;
    }
    if (masksByOutput) {
      dy.put(from, chunks.b, 0, n);
    }
    if (residualGradient == null) {
      return;
    }
    if (addsToResidual) {
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
    for (int chunk = 0; chunk < count; chunk++) {
      int piece = chunk % chunks.pieces;
      int from = chunks.start(chunk);
      int n = Math.min(chunks.length(piece), size - from);
      x.get(from, chunks.a, 0, n);
      dy.get(from, chunks.b, 0, n);
      if (relu && residual == null) {
        ChannelKernels.maskByInput(chunks.b, chunks.a, mean[piece], slope[piece], shift[piece], n);
      }
      ChannelKernels.inputGradient(
          chunks.b, chunks.a, mean[piece], outer[piece], inner[piece], constant[piece], n);
      if (addsToDx) {
        dx.get(from, chunks.c, 0, n);
        ChannelKernels.add(chunks.b, chunks.c, n);
      }
      dx.put(from, chunks.b, 0, n);
    }
  }

  private interface OfChannel {
    double at(int channel);
  }

  private void set(float[][] target, OfChannel value) {
    for (int c = 0; c < channels; c++) {
      ofChannel[c] = (float) value.at(c);
    }
    chunks.spread(ofChannel, target);
  }
}
