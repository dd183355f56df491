package dev.byol.trainer.eval;

import dev.byol.trainer.engine.loss.TopK;
import java.util.concurrent.Executor;

/**
 * Multinomial logistic regression on standardised features: the quick, deterministic answer to
 * "what can be read off these features by a linear classifier".
 *
 * <p>It minimises {@code sum of cross entropies + penalty / 2 * |weights|^2} (the biases are free)
 * by L-BFGS from zero; with penalty 1 this is the objective of scikit-learn's {@code
 * LogisticRegression(C=1)}. It is not the protocol of the paper: that is {@link LinearEvaluation}.
 */
public final class LinearProbe {
  private final Standardiser standardiser;
  private final double[] point;
  private final int dimensions;
  private final int classes;

  private LinearProbe(Standardiser standardiser, double[] point, int dimensions, int classes) {
    this.standardiser = standardiser;
    this.point = point;
    this.dimensions = dimensions;
    this.classes = classes;
  }

  /**
   * How the probe is fitted.
   *
   * @param penalty strength of the l2 penalty against the summed loss, over 0 (scikit-learn's 1/C)
   * @param iterations most L-BFGS iterations, 1 or more; it stops earlier once no entry of the mean
   *     loss's gradient is over {@code tolerance}
   * @param tolerance 0 or more
   */
  public record Settings(double penalty, int iterations, double tolerance) {
    /** Penalty 1, 100 iterations, tolerance 1e-4: scikit-learn's own. */
    public static final Settings DEFAULT = new Settings(1, 100, 1e-4);

    public Settings {
      if (!(penalty > 0) || Double.isInfinite(penalty)) {
        throw new IllegalArgumentException("penalty is %s; it must be over 0".formatted(penalty));
      }
      if (iterations < 1) {
        throw new IllegalArgumentException(
            "iterations are %d; there must be 1 or more".formatted(iterations));
      }
      if (!(tolerance >= 0)) {
        throw new IllegalArgumentException(
            "tolerance is %s; it must be 0 or more".formatted(tolerance));
      }
    }
  }

  /** Fits with the default settings on the calling thread. */
  public static LinearProbe fit(LabelledFeatures train) {
    return fit(train, Settings.DEFAULT, Runnable::run);
  }

  /**
   * Fits a probe; the result does not depend on the executor.
   *
   * @throws IllegalArgumentException if only one class occurs
   */
  public static LinearProbe fit(LabelledFeatures train, Settings settings, Executor executor) {
    return fit(train, Standardiser.of(train.features()), settings, executor);
  }

  static LinearProbe fit(
      LabelledFeatures train, Standardiser standardiser, Settings settings, Executor executor) {
    train.requireTwoClasses();
    SoftmaxRegression objective =
        new SoftmaxRegression(train, standardiser, settings.penalty() / train.rows(), executor);
    double[] point = new double[objective.points()];
    Lbfgs.minimiseInPlace(objective, point, settings.iterations(), settings.tolerance());
    return new LinearProbe(standardiser, point, train.features().dimensions(), train.classes());
  }

  /**
   * The logits of every picture.
   *
   * @return [features.rows, classes], row-major
   */
  public double[] logits(Features features) {
    standardiser.requireDimensions(features);
    int block = Math.min(128, features.rows());
    double[] rows = new double[block * dimensions];
    double[] transposed = new double[block * dimensions];
    double[] byClass = new double[block * classes];
    double[] out = new double[features.rows() * classes];
    for (int first = 0; first < features.rows(); first += block) {
      int count = Math.min(block, features.rows() - first);
      standardiser.apply(features, first, count, rows, transposed);
      SoftmaxRegression.logits(point, transposed, classes, dimensions, count, byClass);
      for (int n = 0; n < count; n++) {
        for (int c = 0; c < classes; c++) {
          out[(first + n) * classes + c] = byClass[c * count + n];
        }
      }
    }
    return out;
  }

  /** The share of {@code test} whose class has the highest logit, in [0, 1]. */
  public double accuracy(LabelledFeatures test) {
    if (test.classes() != classes) {
      throw new IllegalArgumentException(
          "the probe knows %d classes, the test data %d; take both splits from one data set"
              .formatted(classes, test.classes()));
    }
    return TopK.accuracy(logits(test.features()), classes, test.labels(), 1);
  }
}
