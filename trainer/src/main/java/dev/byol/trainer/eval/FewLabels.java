package dev.byol.trainer.eval;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * The linear probe with only a few labelled training pictures a class, averaged over seeded draws.
 *
 * <p>The features are standardised by the whole training split, which needs no labels; each draw
 * takes {@code perClass} pictures of every class that occurs, without replacement.
 *
 * @param accuracies top-1 on the test split, one a draw, in [0, 1]
 */
public record FewLabels(double[] accuracies) {
  /**
   * Which pictures are labelled.
   *
   * @param perClass labelled pictures a class, 1 or more
   * @param draws how often to draw and average, 1 or more
   * @param seed of the draws; equal seeds give equal results
   */
  public record Settings(int perClass, int draws, long seed) {
    /** Five labels a class, ten draws. */
    public static final Settings DEFAULT = new Settings(5, 10, 0);

    public Settings {
      if (perClass < 1 || draws < 1) {
        throw new IllegalArgumentException(
            "labels a class are %d and draws %d; both must be 1 or more"
                .formatted(perClass, draws));
      }
    }
  }

  /**
   * Fits and tests one probe a draw.
   *
   * @throws IllegalArgumentException if a class has fewer pictures than {@code perClass}, or only
   *     one class occurs
   */
  public static FewLabels measure(
      LabelledFeatures train,
      LabelledFeatures test,
      Settings settings,
      LinearProbe.Settings probe,
      Executor executor) {
    Standardiser standardiser = Standardiser.of(train.features());
    double[] accuracies = new double[settings.draws()];
    SplittableRandom seeds = new SplittableRandom(settings.seed());
    for (int draw = 0; draw < settings.draws(); draw++) {
      LabelledFeatures few =
          train.select(draw(train, settings.perClass(), new SplittableRandom(seeds.nextLong())));
      accuracies[draw] = LinearProbe.fit(few, standardiser, probe, executor).accuracy(test);
    }
    return new FewLabels(accuracies);
  }

  /** The mean over draws, in [0, 1]. */
  public double mean() {
    return Arrays.stream(accuracies).average().orElseThrow();
  }

  /** The standard deviation over draws (with n - 1; 0 for one draw). */
  public double standardDeviation() {
    double mean = mean();
    double squares = Arrays.stream(accuracies).map(a -> (a - mean) * (a - mean)).sum();
    return accuracies.length < 2 ? 0 : Math.sqrt(squares / (accuracies.length - 1));
  }

  private static int[] draw(LabelledFeatures train, int perClass, SplittableRandom random) {
    return IntStream.range(0, train.classes())
        .flatMap(c -> Arrays.stream(drawOf(train, c, perClass, random)))
        .toArray();
  }

  private static int[] drawOf(
      LabelledFeatures train, int label, int perClass, SplittableRandom random) {
    int[] candidates =
        IntStream.range(0, train.rows()).filter(i -> train.labels()[i] == label).toArray();
    if (candidates.length == 0) {
      return candidates;
    }
    if (candidates.length < perClass) {
      throw new IllegalArgumentException(
          "class %d has %d training pictures, fewer than the %d labels a class asked for; ask for %d or fewer"
              .formatted(label, candidates.length, perClass, candidates.length));
    }
    for (int i = 0; i < perClass; i++) {
      int j = random.nextInt(i, candidates.length);
      int swap = candidates[i];
      candidates[i] = candidates[j];
      candidates[j] = swap;
    }
    return Arrays.copyOf(candidates, perClass);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FewLabels that && Arrays.equals(accuracies, that.accuracies);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(accuracies);
  }

  @Override
  public String toString() {
    return "FewLabels[%.3f +- %.3f]".formatted(mean(), standardDeviation());
  }
}
