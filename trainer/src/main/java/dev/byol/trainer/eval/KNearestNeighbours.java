package dev.byol.trainer.eval;

import dev.byol.trainer.engine.loss.L2Normalize;
import java.util.Arrays;
import java.util.concurrent.Executor;

/**
 * Classification by the k training pictures of highest cosine similarity.
 *
 * <p>Source: Wu et al., "Unsupervised Feature Learning via Non-Parametric Instance Discrimination",
 * section 3.4 (votes weighted by {@code exp(similarity / temperature)}). Equal similarities are
 * taken in favour of the higher class, equal votes too (as {@link
 * dev.byol.trainer.engine.loss.TopK}), so the order of the pictures changes nothing. A feature of
 * zeros has similarity 0 to all.
 */
public final class KNearestNeighbours {
  private static final int TEST_BLOCK = 32;
  private static final int TRAIN_BLOCK = 256;

  private final LabelledFeatures train;
  private final float[] normalised;
  private final Settings settings;

  private KNearestNeighbours(LabelledFeatures train, float[] normalised, Settings settings) {
    this.train = train;
    this.normalised = normalised;
    this.settings = settings;
  }

  /** How neighbours vote. */
  public enum Vote {
    /** Each with {@code exp(similarity / temperature)}. */
    WEIGHTED,
    /** Each with 1. */
    MAJORITY
  }

  /**
   * How many neighbours vote, and how.
   *
   * @param k neighbours, 1 or more, at most the number of training pictures
   * @param temperature of a weighted vote, 0.01 or more
   */
  public record Settings(int k, Vote vote, double temperature) {
    /** The common protocol on small data: k = 20, weighted, temperature 0.07. */
    public static final Settings DEFAULT = new Settings(20, Vote.WEIGHTED, 0.07);

    public Settings {
      if (k < 1) {
        throw new IllegalArgumentException("k is %d; it must be 1 or more".formatted(k));
      }
      if (!(temperature >= 0.01) || Double.isInfinite(temperature)) {
        throw new IllegalArgumentException(
            "temperature is %s; it must be 0.01 or more".formatted(temperature));
      }
    }
  }

  /**
   * Keeps a normalised copy of the training features.
   *
   * @throws IllegalArgumentException if only one class occurs, or there are fewer than k pictures
   */
  public static KNearestNeighbours fit(LabelledFeatures train, Settings settings) {
    train.requireTwoClasses();
    if (settings.k() > train.rows()) {
      throw new IllegalArgumentException(
          "k is %d but there are only %d training pictures; set k to %d or less"
              .formatted(settings.k(), train.rows(), train.rows()));
    }
    Features features = train.features();
    float[] normalised = L2Normalize.rows(features.values(), features.dimensions());
    return new KNearestNeighbours(train, normalised, settings);
  }

  /** The share of {@code test} whose class wins the vote, in [0, 1]. */
  public double accuracy(LabelledFeatures test, Executor executor) {
    int[] predicted = predict(test.features(), executor);
    int hits = 0;
    for (int i = 0; i < predicted.length; i++) {
      hits += predicted[i] == test.labels()[i] ? 1 : 0;
    }
    return (double) hits / predicted.length;
  }

  /**
   * The class of each picture; does not depend on the executor.
   *
   * @return [features.rows]
   */
  public int[] predict(Features features, Executor executor) {
    train.features().requireSameDimensions(features);
    float[] queries = L2Normalize.rows(features.values(), features.dimensions());
    int[] out = new int[features.rows()];
    Stripes stripes = Stripes.of(features.rows(), TEST_BLOCK);
    stripes.run(
        executor,
        stripe -> {
          for (int i = stripes.from(stripe); i < stripes.from(stripe + 1); i += TEST_BLOCK) {
            predict(queries, i, Math.min(TEST_BLOCK, features.rows() - i), out);
          }
        });
    return out;
  }

  private void predict(float[] queries, int first, int count, int[] out) {
    int dimensions = train.features().dimensions();
    double[] query = new double[count * dimensions];
    for (int i = 0; i < query.length; i++) {
      query[i] = queries[first * dimensions + i];
    }
    Nearest[] nearest = new Nearest[count];
    Arrays.setAll(nearest, i -> new Nearest(settings.k()));
    double[] transposed = new double[TRAIN_BLOCK * dimensions];
    double[] similarities = new double[count * TRAIN_BLOCK];
    for (int from = 0; from < train.rows(); from += TRAIN_BLOCK) {
      int width = Math.min(TRAIN_BLOCK, train.rows() - from);
      for (int n = 0; n < width; n++) {
        for (int d = 0; d < dimensions; d++) {
          transposed[d * width + n] = normalised[(from + n) * dimensions + d];
        }
      }
      Arrays.fill(similarities, 0);
      Gemm.addInPlace(query, transposed, similarities, count, dimensions, width);
      for (int i = 0; i < count; i++) {
        for (int n = 0; n < width; n++) {
          nearest[i].offer(similarities[i * width + n], train.labels()[from + n]);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      out[first + i] = nearest[i].vote(settings, train.classes());
    }
  }

  /** The k best so far, best first, kept by insertion. */
  private static final class Nearest {
    private final double[] similarities;
    private final int[] labels;
    private int size;

    Nearest(int k) {
      similarities = new double[k];
      labels = new int[k];
    }

    void offer(double similarity, int label) {
      if (size == similarities.length && !ahead(similarity, label, size - 1)) {
        return;
      }
      int at = size < similarities.length ? size++ : size - 1;
      for (; at > 0 && ahead(similarity, label, at - 1); at--) {
        similarities[at] = similarities[at - 1];
        labels[at] = labels[at - 1];
      }
      similarities[at] = similarity;
      labels[at] = label;
    }

    private boolean ahead(double similarity, int label, int of) {
      return similarity > similarities[of]
          || (similarity == similarities[of] && label > labels[of]);
    }

    int vote(Settings settings, int classes) {
      double[] votes = new double[classes];
      for (int i = 0; i < size; i++) {
        votes[labels[i]] +=
            settings.vote() == Vote.MAJORITY
                ? 1
                : Math.exp(similarities[i] / settings.temperature());
      }
      int winner = classes - 1;
      for (int c = classes - 2; c >= 0; c--) {
        winner = votes[c] > votes[winner] ? c : winner;
      }
      return winner;
    }
  }
}
