package dev.byol.trainer.byol;

import dev.byol.trainer.nn.L2Normalize;
import dev.byol.trainer.nn.SoftmaxCrossEntropy;
import dev.byol.trainer.nn.TopK;
import java.util.Optional;

/**
 * What the metrics of a step are made of, as one array that can be added over lanes and workers:
 * {@code [regression, classification, top1, top5, pictures | sum(d) | sum of squares(d)]}.
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
  private final double[] values;

  LossSums(int dimensions, int classes) {
    this(dimensions, classes > 0, new double[length(dimensions)]);
  }

  private LossSums(int dimensions, boolean labelled, double[] values) {
    this.dimensions = dimensions;
    this.labelled = labelled;
    this.values = values;
  }

  /** Number of values. */
  static int length(int dimensions) {
    return EMBEDDINGS + 2 * dimensions;
  }

  /** The same of all lanes and workers. */
  LossSums of(double[] summed) {
    return new LossSums(dimensions, labelled, summed);
  }

  double[] values() {
    return values;
  }

  void addRegression(double loss) {
    values[REGRESSION] += loss;
  }

  /** Takes in projections {@code [pictures, dimensions]}. */
  void addEmbeddings(double[] projections, int d) {
    double[] unit = L2Normalize.rows(projections, d);
    for (int i = 0; i < unit.length; i++) {
      values[EMBEDDINGS + i % d] += unit[i];
      values[EMBEDDINGS + d + i % d] += unit[i] * unit[i];
    }
    values[PICTURES] += unit.length / (double) d;
  }

  /** Takes in logits, and returns the gradient of their mean loss. */
  double[] addClassification(double[] logits, int classes, int[] labels) {
    for (double loss : SoftmaxCrossEntropy.perRow(logits, classes, labels)) {
      values[CLASSIFICATION] += loss;
    }
    values[TOP1] += TopK.accuracy(logits, classes, labels, 1) * labels.length;
    values[TOP5] += TopK.accuracy(logits, classes, labels, Math.min(5, classes)) * labels.length;
    return SoftmaxCrossEntropy.gradientOfMean(logits, classes, labels);
  }

  /** The metrics, once summed over all. */
  StepMetrics metrics(double learningRate, double targetDecay) {
    double n = values[PICTURES];
    Optional<StepMetrics.ClassifierMetrics> classifier =
        labelled
            ? Optional.of(
                new StepMetrics.ClassifierMetrics(
                    values[CLASSIFICATION] / n, values[TOP1] / n, values[TOP5] / n))
            : Optional.empty();
    return new StepMetrics(
        values[REGRESSION] / n, classifier, embeddingStd(n), learningRate, targetDecay);
  }

  private double embeddingStd(double n) {
    double sum = 0;
    for (int d = 0; d < dimensions; d++) {
      double mean = values[EMBEDDINGS + d] / n;
      double variance = values[EMBEDDINGS + dimensions + d] / n - mean * mean;
      sum += Math.sqrt(Math.max(0, variance));
    }
    return sum / dimensions;
  }
}
