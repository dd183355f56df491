package dev.byol.trainer.byol;

import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Message;
import java.util.Optional;

/**
 * What a lane has to tell of a step, in one message, so that there is one wait for it. First what
 * the metrics are made of, added up over lanes and workers: {@code [regression | classification,
 * top1, top5 | pictures, sum(d), sum of squares(d)]}; then the lane's own number of tensors that
 * are not finite.
 */
final class LossSums {
  private static final int REGRESSION = 0;
  private static final int CLASSIFICATION = 1;
  private static final int TOP1 = 2;
  private static final int TOP5 = 3;
  private static final int PICTURES = 4;
  private static final int EMBEDDINGS = 5;

  private final int dimensions;
  private final boolean labelled;
  private final Message message;

  LossSums(Lane lane, ByolNetworkSpec network) {
    this.dimensions = network.projectorOutput();
    this.labelled = network.classes() > 0;
    this.message = lane.message(EMBEDDINGS + 2 * dimensions + 1);
  }

  /** What is added up. */
  Message summed() {
    return message.slice(0, EMBEDDINGS + 2 * dimensions);
  }

  /** What the update of the lane's tensors finds. */
  Message unsound() {
    return message.slice(EMBEDDINGS + 2 * dimensions, 1);
  }

  /** Of the regression loss. */
  Message regression() {
    return message.slice(REGRESSION, 1);
  }

  /** Of the online classifier. */
  Message classification() {
    return message.slice(CLASSIFICATION, PICTURES - CLASSIFICATION);
  }

  /** Of the first view's projections. */
  Message spread() {
    return message.slice(PICTURES, 1 + 2 * dimensions);
  }

  /** All of it. Waits for the step. */
  double[] read() {
    return message.read();
  }

  /** Whether gradients and parameters that the lane updates are finite, of what was read. */
  boolean sound(double[] values) {
    return values[EMBEDDINGS + 2 * dimensions] == 0;
  }

  /** The metrics, of what was read. */
  StepMetrics metrics(double[] values, double learningRate, double targetDecay) {
    double n = values[PICTURES];
    Optional<StepMetrics.ClassifierMetrics> classifier =
        labelled
            ? Optional.of(
                new StepMetrics.ClassifierMetrics(
                    values[CLASSIFICATION] / n, values[TOP1] / n, values[TOP5] / n))
            : Optional.empty();
    return new StepMetrics(
        values[REGRESSION] / n, classifier, embeddingStd(values), learningRate, targetDecay);
  }

  private double embeddingStd(double[] values) {
    double n = values[PICTURES];
    double sum = 0;
    for (int d = 0; d < dimensions; d++) {
      double mean = values[EMBEDDINGS + d] / n;
      double variance = values[EMBEDDINGS + dimensions + d] / n - mean * mean;
      sum += Math.sqrt(Math.max(0, variance));
    }
    return sum / dimensions;
  }
}
