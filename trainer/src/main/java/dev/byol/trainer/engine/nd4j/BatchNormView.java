package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch normalisation of one view, out of operations that ND4J runs at memory speed: sums as matrix
 * products, and its {@code batchnorm} with given statistics as the per-channel affine map.
 */
final class BatchNormView {
  private final int channels;
  private final double epsilon;
  private final HostAccess host;
  private final INDArray scale;
  private final ChannelMap forward;
  private final NativeOp square;
  private final ColumnSums sum;
  private final ColumnSums sumOfWork;
  private final ColumnSums gradientSum;
  private final NativeOp gradientTimesInput;
  private final ChannelMap gradientPart;
  private final ChannelMap inputPart;
  private final NativeOp addInputPart;
  private final double[] gamma;

  /**
   * @param work scratch of one view's size
   * @param dx the whole batch's input gradient, null for a network that is not trained
   */
  BatchNormView(BatchNormSpec spec, int view, INDArray work, INDArray dx, HostAccess host) {
    Shape shape = spec.x().shape();
    this.channels = shape.c();
    this.epsilon = spec.epsilon();
    this.host = host;
    this.scale = Nd4jLane.vector(spec.scale());
    this.gamma = new double[channels];
    INDArray x = part(Nd4jLane.nd(spec.x()).vector(), view, work.length());
    INDArray y = part(Nd4jLane.nd(spec.y()).vector(), view, work.length());
    forward = ChannelMap.withParameters(x, y, spec, host);
    square = NativeOp.pairwise("multiply", x, x, work);
    sum = new ColumnSums(x, channels, host);
    sumOfWork = new ColumnSums(work, channels, host);
    if (dx == null) {
      gradientSum = null;
      gradientTimesInput = null;
      gradientPart = null;
      inputPart = null;
      addInputPart = null;
      return;
    }
    INDArray dy =
        part(Nd4jLane.nd(spec.gradients().orElseThrow().dy()).vector(), view, work.length());
    INDArray out = part(dx, view, work.length());
    gradientSum = new ColumnSums(dy, channels, host);
    gradientTimesInput = NativeOp.pairwise("multiply", dy, x, work);
    gradientPart = ChannelMap.plain(dy, out, channels, host);
    inputPart = ChannelMap.plain(x, work, channels, host);
    addInputPart = NativeOp.pairwise("add", out, work, out);
  }

  private static INDArray part(INDArray batch, int view, long size) {
    return Nd4jTensor.slice(batch, view * size, size);
  }

  void sums(double[] target, int offset) {
    sum.run(target, offset);
    square.run();
    sumOfWork.run(target, offset + channels);
  }

  void normalise(double[] mean, double[] variance, int at) {
    forward.run(mean, variance, at);
  }

  void backwardSums(double[] target, int offset) {
    gradientSum.run(target, offset);
    gradientTimesInput.run();
    sumOfWork.run(target, offset + channels);
  }

  void backward(double[] mean, double[] variance, double[] m1, double[] m2, int at) {
    host.read(scale, bytes -> HostAccess.get(bytes, gamma));
    for (int c = 0; c < channels; c++) {
      double inv = 1.0 / Math.sqrt(variance[at + c] + epsilon);
      gradientPart.set(c, m1[at + c], gamma[c] * inv);
      inputPart.set(c, mean[at + c], -gamma[c] * inv * inv * inv * m2[at + c]);
    }
    gradientPart.run();
    inputPart.run();
    addInputPart.run();
  }

  /** {@code out = (in - mean) / sqrt(variance + epsilon) * scale + offset} for each channel. */
  private static final class ChannelMap {
    private final INDArray mean;
    private final INDArray variance;
    private final INDArray scale;
    private final double[] hostMean;
    private final double[] hostScale;
    private final HostAccess host;
    private final NativeOp op;

    private ChannelMap(
        INDArray in,
        INDArray out,
        INDArray scale,
        INDArray offset,
        double epsilon,
        HostAccess host) {
      int channels = (int) scale.length();
      this.mean = Nd4j.create(in.dataType(), channels);
      this.variance = Nd4j.ones(in.dataType(), channels);
      this.scale = scale;
      this.hostMean = new double[channels];
      this.hostScale = new double[channels];
      this.host = host;
      long[] shape = {in.length() / channels, 1, 1, channels};
      this.op =
          NativeOp.of(
              "batchnorm",
              new INDArray[] {in.reshape('c', shape), mean, variance, scale, offset},
              new INDArray[] {out.reshape('c', shape)},
              new double[] {epsilon},
              1,
              1,
              3);
    }

    static ChannelMap withParameters(
        INDArray in, INDArray out, BatchNormSpec spec, HostAccess host) {
      return new ChannelMap(
          in,
          out,
          Nd4jLane.vector(spec.scale()),
          Nd4jLane.vector(spec.offset()),
          spec.epsilon(),
          host);
    }

    static ChannelMap plain(INDArray in, INDArray out, int channels, HostAccess host) {
      return new ChannelMap(
          in,
          out,
          Nd4j.ones(in.dataType(), channels),
          Nd4j.zeros(in.dataType(), channels),
          0.0,
          host);
    }

    void set(int channel, double mean, double scale) {
      hostMean[channel] = mean;
      hostScale[channel] = scale;
    }

    void run() {
      host.write(mean, bytes -> HostAccess.put(bytes, hostMean));
      host.write(scale, bytes -> HostAccess.put(bytes, hostScale));
      op.run();
    }

    void run(double[] means, double[] variances, int at) {
      System.arraycopy(means, at, hostMean, 0, hostMean.length);
      System.arraycopy(variances, at, hostScale, 0, hostScale.length);
      host.write(mean, bytes -> HostAccess.put(bytes, hostMean));
      host.write(variance, bytes -> HostAccess.put(bytes, hostScale));
      op.run();
    }
  }
}
