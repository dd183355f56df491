package dev.byol.trainer.eval;

import java.util.Arrays;
import java.util.concurrent.Executor;

/**
 * The objective of {@link LinearProbe}: mean cross entropy of a linear classifier on standardised
 * features plus {@code weightDecay / 2} times the squared weights (not the biases).
 *
 * <p>A point is [classes, dimensions] weights followed by [classes] biases. Rows are taken in
 * blocks of {@value #BLOCK}; working memory is about 16 * BLOCK * dimensions bytes a stripe.
 */
final class SoftmaxRegression implements Lbfgs.Objective {
  private static final int BLOCK = 128;

  private final LabelledFeatures data;
  private final Standardiser standardiser;
  private final double weightDecay;
  private final Executor executor;
  private final Stripes stripes;
  private final Scratch[] scratch;

  SoftmaxRegression(
      LabelledFeatures data, Standardiser standardiser, double weightDecay, Executor executor) {
    this.data = data;
    this.standardiser = standardiser;
    this.weightDecay = weightDecay;
    this.executor = executor;
    this.stripes = Stripes.of(data.rows(), BLOCK);
    this.scratch = new Scratch[stripes.count()];
    for (int stripe = 0; stripe < scratch.length; stripe++) {
      scratch[stripe] =
          new Scratch(Math.min(BLOCK, data.rows()), data.features().dimensions(), data.classes());
    }
  }

  int points() {
    return data.classes() * (data.features().dimensions() + 1);
  }

  @Override
  public double valueAndGradient(double[] point, double[] gradientOut) {
    stripes.run(
        executor,
        stripe ->
            scratch[stripe].pass(
                data, standardiser, point, stripes.from(stripe), stripes.from(stripe + 1)));
    int weights = data.classes() * data.features().dimensions();
    double loss = 0;
    double squares = 0;
    Arrays.fill(gradientOut, 0);
    for (Scratch part : scratch) {
      loss += part.loss;
      for (int i = 0; i < gradientOut.length; i++) {
        gradientOut[i] += part.gradient[i];
      }
    }
    for (int i = 0; i < gradientOut.length; i++) {
      gradientOut[i] /= data.rows();
      if (i < weights) {
        gradientOut[i] += weightDecay * point[i];
        squares += point[i] * point[i];
      }
    }
    return loss / data.rows() + weightDecay / 2 * squares;
  }

  /**
   * Writes the logits of {@code count} rows, class by class.
   *
   * @param transposed [dimensions, count]
   * @param logitsOut [classes, count]
   */
  static void logits(
      double[] point,
      double[] transposed,
      int classes,
      int dimensions,
      int count,
      double[] logitsOut) {
    for (int c = 0; c < classes; c++) {
      Arrays.fill(logitsOut, c * count, (c + 1) * count, point[classes * dimensions + c]);
    }
    Gemm.addInPlace(point, transposed, logitsOut, classes, dimensions, count);
  }

  /** One stripe's sums and working memory. */
  private static final class Scratch {
    private final double[] rows;
    private final double[] transposed;
    private final double[] logits;
    private final double[] gradient;
    private double loss;

    Scratch(int block, int dimensions, int classes) {
      rows = new double[block * dimensions];
      transposed = new double[block * dimensions];
      logits = new double[block * classes];
      gradient = new double[classes * (dimensions + 1)];
    }

    void pass(LabelledFeatures data, Standardiser standardiser, double[] point, int from, int end) {
      int classes = data.classes();
      int dimensions = data.features().dimensions();
      loss = 0;
      Arrays.fill(gradient, 0);
      for (int first = from; first < end; first += BLOCK) {
        int count = Math.min(BLOCK, end - first);
        standardiser.apply(data.features(), first, count, rows, transposed);
        logits(point, transposed, classes, dimensions, count, logits);
        for (int n = 0; n < count; n++) {
          loss += residual(n, count, classes, data.labels()[first + n]);
        }
        for (int c = 0; c < classes; c++) {
          for (int n = 0; n < count; n++) {
            gradient[classes * dimensions + c] += logits[c * count + n];
          }
        }
        Gemm.addInPlace(logits, rows, gradient, classes, count, dimensions);
      }
    }

    /** Turns column {@code n} of the logits into softmax minus one-hot; returns the loss. */
    private double residual(int n, int count, int classes, int label) {
      double max = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        max = Math.max(max, logits[c * count + n]);
      }
      double sum = 0;
      double own = logits[label * count + n] - max;
      for (int c = 0; c < classes; c++) {
        logits[c * count + n] = Math.exp(logits[c * count + n] - max);
        sum += logits[c * count + n];
      }
      for (int c = 0; c < classes; c++) {
        logits[c * count + n] = logits[c * count + n] / sum - (c == label ? 1 : 0);
      }
      return Math.log(sum) - own;
    }
  }
}
