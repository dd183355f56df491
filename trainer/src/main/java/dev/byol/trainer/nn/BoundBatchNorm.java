package dev.byol.trainer.nn;

import dev.byol.trainer.engine.BatchNormOperation;
import dev.byol.trainer.engine.FlatBuffer;

/**
 * A batch norm of one lane: turns local sums into statistics over all lanes and workers. Statistics
 * travel as (sum, sum of squares, count) per view, so shares of different sizes stay exact.
 */
final class BoundBatchNorm implements BoundLayer {
  private final BatchNormOperation operation;
  private final int channels;
  private final int views;
  private final int rowsPerView;
  private final double epsilon;
  private final RunningStatistics running;
  private final FlatBuffer scaleGradient;
  private final FlatBuffer offsetGradient;
  private final double[] local;
  private final double[] mean;
  private final double[] variance;
  private final double[] m1;
  private final double[] m2;

  BoundBatchNorm(
      BatchNormOperation operation,
      int views,
      int rowsPerView,
      double epsilon,
      RunningStatistics running,
      FlatBuffer scaleGradient,
      FlatBuffer offsetGradient) {
    this.operation = operation;
    this.channels = running.channels();
    this.views = views;
    this.rowsPerView = rowsPerView;
    this.epsilon = epsilon;
    this.running = running;
    this.scaleGradient = scaleGradient;
    this.offsetGradient = offsetGradient;
    this.local = new double[views * 2 * channels];
    this.mean = new double[views * channels];
    this.variance = new double[views * channels];
    this.m1 = new double[views * channels];
    this.m2 = new double[views * channels];
  }

  /** Values that one direction adds to the message. */
  int messageLength() {
    return views * (2 * channels + 1);
  }

  /** Writes the local sums into the message. */
  void collect(double[] message, int at) {
    operation.sums(local, 0);
    toMessage(message, at);
  }

  /** Normalises with the statistics in the summed message. */
  void apply(double[] message, int at) {
    for (int view = 0; view < views; view++) {
      int from = at + view * (2 * channels + 1);
      double count = message[from + 2 * channels];
      for (int c = 0; c < channels; c++) {
        double average = message[from + c] / count;
        mean[view * channels + c] = average;
        // E[x^2] - E[x]^2 without a clamp, as Haiku computes it.
        variance[view * channels + c] = message[from + channels + c] / count - average * average;
      }
    }
    operation.normalise(mean, variance);
  }

  /** Normalises with the running statistics. */
  @Override
  public void evaluate() {
    operation.normalise(running.mean(), running.variance());
  }

  /** Writes the local backward sums into the message and the parameters' local gradients. */
  void collectBackward(double[] message, int at) {
    operation.backwardSums(local, 0);
    double[] scale = new double[channels];
    double[] offset = new double[channels];
    for (int view = 0; view < views; view++) {
      for (int c = 0; c < channels; c++) {
        int i = view * channels + c;
        double sum = local[view * 2 * channels + c];
        int second = view * 2 * channels + channels + c;
        local[second] -= mean[i] * sum;
        scale[c] += local[second] / Math.sqrt(variance[i] + epsilon);
        offset[c] += sum;
      }
    }
    scaleGradient.write(scale);
    offsetGradient.write(offset);
    toMessage(message, at);
  }

  /** Computes the input's gradient with the sums in the message. */
  void applyBackward(double[] message, int at) {
    for (int view = 0; view < views; view++) {
      int from = at + view * (2 * channels + 1);
      double count = message[from + 2 * channels];
      for (int c = 0; c < channels; c++) {
        m1[view * channels + c] = message[from + c] / count;
        m2[view * channels + c] = message[from + channels + c] / count;
      }
    }
    operation.backward(mean, variance, m1, m2);
  }

  /** Lets the running statistics take in each view of the step that has just run. */
  void commit() {
    for (int view = 0; view < views; view++) {
      running.update(mean, variance, view * channels);
    }
  }

  /** Lets evaluation use the first view's statistics, as after Haiku's initialisation. */
  void initialiseRunning() {
    running.initialise(mean, variance);
  }

  private void toMessage(double[] message, int at) {
    for (int view = 0; view < views; view++) {
      int to = at + view * (2 * channels + 1);
      System.arraycopy(local, view * 2 * channels, message, to, 2 * channels);
      message[to + 2 * channels] = rowsPerView;
    }
  }
}
