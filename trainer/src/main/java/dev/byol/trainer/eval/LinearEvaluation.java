package dev.byol.trainer.eval;

import dev.byol.trainer.engine.loss.SoftmaxCrossEntropy;
import dev.byol.trainer.engine.loss.TopK;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.NesterovMomentum;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The reference's linear evaluation on frozen features: a linear classifier trained step by step
 * with Nesterov momentum, cosine learning rate, no warm-up and no weight decay.
 *
 * <p>Source: reference {@code eval_experiment.py} with {@code freeze_backbone=True} and {@code
 * configs/eval.py}. The reference augments the training pictures anew in every epoch; whoever wants
 * that passes the features of fresh crops to {@link #step}. Computed in double. Not safe for use by
 * several threads.
 */
public final class LinearEvaluation {
  private final Settings settings;
  private final int dimensions;
  private final double[] weights;
  private final double[] biases;
  private final double[] weightTrace;
  private final double[] biasTrace;

  /**
   * A classifier that starts from given parameters, with no momentum yet.
   *
   * @param weights [dimensions, classes], row-major; copied
   * @param biases [classes]; copied
   */
  public LinearEvaluation(Settings settings, double[] weights, double[] biases) {
    if (biases.length != settings.classes()
        || weights.length == 0
        || weights.length % settings.classes() != 0) {
      throw new IllegalArgumentException(
          "%d weights and %d biases do not fit %d classes"
              .formatted(weights.length, biases.length, settings.classes()));
    }
    this.settings = settings;
    this.dimensions = weights.length / settings.classes();
    this.weights = weights.clone();
    this.biases = biases.clone();
    this.weightTrace = new double[weights.length];
    this.biasTrace = new double[biases.length];
  }

  /**
   * The protocol's numbers.
   *
   * @param classes 2 or more
   * @param totalSteps length of the cosine, 1 or more
   * @param schedule of the learning rate
   * @param optimiser Nesterov momentum
   */
  public record Settings(
      int classes, long totalSteps, LearningRateSchedule schedule, NesterovMomentum optimiser) {
    public Settings {
      if (classes < 2 || totalSteps < 1) {
        throw new IllegalArgumentException(
            "classes are %d and steps %d; there must be at least 2 classes and 1 step"
                .formatted(classes, totalSteps));
      }
    }

    /** The reference's: learning rate {@code 0.2 * globalBatch / 256}, momentum 0.9. */
    public static Settings reference(int classes, int globalBatch, long totalSteps) {
      return of(classes, globalBatch, totalSteps, 0.2);
    }

    /** The reference's with another base learning rate, for a sweep. */
    public static Settings of(
        int classes, int globalBatch, long totalSteps, double baseLearningRate) {
      return new Settings(
          classes,
          totalSteps,
          LearningRateSchedule.warmupCosine(baseLearningRate, globalBatch, 0),
          new NesterovMomentum(0.9));
    }
  }

  /**
   * What a trained classifier scores.
   *
   * @param loss mean cross entropy, in nats
   * @param top1 in [0, 1]
   * @param top5 in [0, 1]
   */
  public record Result(double loss, double top1, double top5) {}

  /**
   * A classifier that starts as the reference's: weights from a normal distribution of deviation
   * {@code 1 / sqrt(dimensions)} truncated at two deviations, biases 0.
   */
  public static LinearEvaluation initialise(Settings settings, int dimensions, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] weights = new double[dimensions * settings.classes()];
    for (int i = 0; i < weights.length; i++) {
      double normal;
      do {
        normal = random.nextGaussian();
      } while (Math.abs(normal) > 2);
      weights[i] = normal / Math.sqrt(dimensions);
    }
    return new LinearEvaluation(settings, weights, new double[settings.classes()]);
  }

  /**
   * One update.
   *
   * @param step index of the update, from 0
   * @param features [batch, dimensions], row-major
   * @param labels [batch]
   * @return the mean loss of the batch before the update
   */
  public double step(long step, double[] features, int[] labels) {
    int classes = settings.classes();
    double[] logits = logits(features);
    double[] logitGradient = SoftmaxCrossEntropy.gradientOfMean(logits, classes, labels);
    double[] transposed = new double[features.length];
    Standardiser.transpose(features, labels.length, dimensions, transposed);
    double[] weightGradient = new double[weights.length];
    Gemm.addInPlace(transposed, logitGradient, weightGradient, dimensions, labels.length, classes);
    double[] biasGradient = new double[classes];
    for (int i = 0; i < logitGradient.length; i++) {
      biasGradient[i % classes] += logitGradient[i];
    }
    double learningRate = settings.schedule().at(step, settings.totalSteps());
    settings.optimiser().stepInPlace(learningRate, weightGradient, weightTrace, weights);
    settings.optimiser().stepInPlace(learningRate, biasGradient, biasTrace, biases);
    return SoftmaxCrossEntropy.mean(logits, classes, labels);
  }

  /**
   * All steps of the protocol over fixed features: batches of {@code globalBatch} in an order drawn
   * anew for each epoch, the ragged rest of an epoch left out.
   *
   * @param seed of the order
   * @param beforeStep runs before each step; what it throws ends the training
   */
  public void train(LabelledFeatures train, int globalBatch, long seed, Runnable beforeStep) {
    train.requireTwoClasses();
    requireShape(train);
    if (globalBatch < 1 || globalBatch > train.rows()) {
      throw new IllegalArgumentException(
          "the batch of the linear evaluation is %d; it must be in 1..%d, the number of training pictures"
              .formatted(globalBatch, train.rows()));
    }
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[train.rows()];
    Arrays.setAll(order, i -> i);
    int cursor = order.length;
    for (long step = 0; step < settings.totalSteps(); step++) {
      if (cursor + globalBatch > order.length) {
        shuffle(order, random);
        cursor = 0;
      }
      beforeStep.run();
      LabelledFeatures batch =
          train.select(Arrays.copyOfRange(order, cursor, cursor + globalBatch));
      step(step, widen(batch.features().values()), batch.labels());
      cursor += globalBatch;
    }
  }

  /**
   * The logits of every row.
   *
   * @param features [N, dimensions]
   * @return [N, classes], row-major
   */
  public double[] logits(double[] features) {
    int classes = settings.classes();
    if (features.length == 0 || features.length % dimensions != 0) {
      throw new IllegalArgumentException(
          "features hold %d numbers, which are not whole rows of %d"
              .formatted(features.length, dimensions));
    }
    int rows = features.length / dimensions;
    double[] out = new double[rows * classes];
    for (int i = 0; i < out.length; i++) {
      out[i] = biases[i % classes];
    }
    Gemm.addInPlace(features, weights, out, rows, dimensions, classes);
    return out;
  }

  /** Mean loss, top-1 and top-5 of a split. */
  public Result evaluate(LabelledFeatures test) {
    requireShape(test);
    double[] logits = logits(widen(test.features().values()));
    int classes = settings.classes();
    return new Result(
        SoftmaxCrossEntropy.mean(logits, classes, test.labels()),
        TopK.accuracy(logits, classes, test.labels(), 1),
        TopK.accuracy(logits, classes, test.labels(), 5));
  }

  /** A copy of the weights, [dimensions, classes]. */
  public double[] weights() {
    return weights.clone();
  }

  /** A copy of the biases, [classes]. */
  public double[] biases() {
    return biases.clone();
  }

  /** A copy of the weights' momentum, [dimensions, classes]. */
  public double[] weightTrace() {
    return weightTrace.clone();
  }

  /** A copy of the biases' momentum, [classes]. */
  public double[] biasTrace() {
    return biasTrace.clone();
  }

  private void requireShape(LabelledFeatures data) {
    if (data.features().dimensions() != dimensions || data.classes() != settings.classes()) {
      throw new IllegalArgumentException(
          "the classifier takes %d dimensions and %d classes, got %s"
              .formatted(dimensions, settings.classes(), data));
    }
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
  }

  private static double[] widen(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }
}
