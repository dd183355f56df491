package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.BatchNormOperation;
import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Precision;

/**
 * A batch norm's statistics in plain Java, around passes over tensors: from local sums to those of
 * all, to mean and variance, to gradients of scale and offset, to running statistics. The
 * definition of what an engine with memory of its own computes there.
 */
public final class HostBatchNorm implements BatchNormOperation {
  private final BatchNormSpec spec;
  private final Precision precision;
  private final BatchNormPasses passes;
  private final int channels;
  private final double[] local;
  private final double[] mean;
  private final double[] variance;
  private final double[] m1;
  private final double[] m2;
  private final double[] scaleGradient;
  private final double[] offsetGradient;

  /**
   * Around {@code passes} over the tensors of {@code spec}.
   *
   * @param precision what running statistics are rounded to
   */
  public HostBatchNorm(BatchNormSpec spec, Precision precision, BatchNormPasses passes) {
    this.spec = spec;
    this.precision = precision;
    this.passes = passes;
    this.channels = spec.channels();
    int ofViews = spec.views() * channels;
    this.local = new double[2 * ofViews];
    this.mean = new double[ofViews];
    this.variance = new double[ofViews];
    this.m1 = new double[ofViews];
    this.m2 = new double[ofViews];
    this.scaleGradient = new double[channels];
    this.offsetGradient = new double[channels];
  }

  @Override
  public void sums(Message message) {
    passes.sums(local);
    write(HostMessage.of(message));
  }

  @Override
  public void normalise(Message message) {
    HostMessage summed = HostMessage.of(message);
    for (int view = 0; view < spec.views(); view++) {
      int from = view * (2 * channels + 1);
      double count = summed.get(from + 2 * channels);
      for (int c = 0; c < channels; c++) {
        double average = summed.get(from + c) / count;
        mean[view * channels + c] = average;
        // E[x^2] - E[x]^2 without a clamp, as Haiku computes it.
        variance[view * channels + c] = summed.get(from + channels + c) / count - average * average;
      }
    }
    passes.normalise(mean, variance);
  }

  @Override
  public void backwardSums(Message message) {
    passes.backwardSums(local);
    for (int c = 0; c < channels; c++) {
      scaleGradient[c] = 0;
      offsetGradient[c] = 0;
    }
    for (int view = 0; view < spec.views(); view++) {
      for (int c = 0; c < channels; c++) {
        int i = view * channels + c;
        double sum = local[view * 2 * channels + c];
        int second = view * 2 * channels + channels + c;
        local[second] -= mean[i] * sum;
        scaleGradient[c] += local[second] / Math.sqrt(variance[i] + spec.epsilon());
        offsetGradient[c] += sum;
      }
    }
    BatchNormSpec.Gradients gradients = spec.gradients().orElseThrow();
    gradients.scale().write(scaleGradient);
    gradients.offset().write(offsetGradient);
    write(HostMessage.of(message));
  }

  @Override
  public void backward(Message message) {
    HostMessage summed = HostMessage.of(message);
    for (int view = 0; view < spec.views(); view++) {
      int from = view * (2 * channels + 1);
      double count = summed.get(from + 2 * channels);
      for (int c = 0; c < channels; c++) {
        m1[view * channels + c] = summed.get(from + c) / count;
        m2[view * channels + c] = summed.get(from + channels + c) / count;
      }
    }
    passes.backward(mean, variance, m1, m2);
  }

  /** The local sums and how many summands each has. */
  private void write(HostMessage message) {
    for (int view = 0; view < spec.views(); view++) {
      int to = message.offset() + view * (2 * channels + 1);
      System.arraycopy(local, view * 2 * channels, message.array(), to, 2 * channels);
      message.array()[to + 2 * channels] = spec.rowsPerView();
    }
  }

  @Override
  public void evaluate() {
    HostMessage running = HostMessage.of(spec.running());
    for (int i = 0; i < mean.length; i++) {
      mean[i] = running.get(channels + i % channels);
      variance[i] = running.get(3 * channels + i % channels);
    }
    passes.normalise(mean, variance);
  }

  @Override
  public void commit(double decay, double[] corrections) {
    for (int view = 0; view < spec.views(); view++) {
      blend(0, mean, view, decay, corrections[view]);
      blend(2 * channels, variance, view, decay, corrections[view]);
    }
  }

  /** Of the running statistics, {@code [hidden | average]} from {@code at} on. */
  private void blend(int at, double[] values, int view, double decay, double correction) {
    HostMessage running = HostMessage.of(spec.running());
    for (int c = 0; c < channels; c++) {
      double value = values[view * channels + c];
      double hidden = precision.round(decay * running.get(at + c) + (1 - decay) * value);
      running.set(at + c, hidden);
      running.set(at + channels + c, precision.round(hidden / correction));
    }
  }

  @Override
  public void initialiseRunning() {
    HostMessage running = HostMessage.of(spec.running());
    for (int c = 0; c < channels; c++) {
      running.set(channels + c, mean[c]);
      running.set(3 * channels + c, variance[c]);
    }
  }
}
