package dev.byol.trainer.run;

import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.api.spec.EvaluationSpec;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.LabelSummary;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.eval.RawPixels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What of the data an evaluation looks at, and which figures it can give. Pure. Bounded, so that an
 * evaluation takes minutes at most whatever the data: pictures are taken evenly spread over a split
 * that is larger, and classifiers that would take hours are left out.
 *
 * @param trainPictures pictures of the training split whose features are taken
 * @param testPictures pictures of the held-out split
 * @param classOf class of the training split by the label of the held-out split
 * @param probes whether linear classifiers are fitted on the training features
 * @param labelsPerClass of the few-label probe; empty for none
 * @param remarks what is left out and why, sentences for the log
 */
record EvaluationPlan(
    int trainPictures,
    int testPictures,
    List<Integer> classOf,
    Probes probes,
    OptionalInt labelsPerClass,
    List<String> remarks) {
  private static final long MOST_NUMBERS = 20_000_000;
  private static final long MOST_TEST_NUMBERS = 100_000_000;
  private static final int MOST_OF_A_BATCH = 1 << 28;
  private static final long MOST_PROBE_WORK = 2_000_000_000L;

  /** Whether linear classifiers are fitted. */
  enum Probes {
    FITTED,
    LEFT_OUT
  }

  /**
   * Plans.
   *
   * @param features numbers of a representation
   * @return empty when the held-out split cannot be measured at all: it has no labels
   * @throws DataException when the held-out split has a class that the training split has not
   */
  static Optional<EvaluationPlan> of(
      ResolvedExperiment experiment, PictureSource train, PictureSource test, int features) {
    if (!experiment.data().isLabelled() || test.classNames().isEmpty()) {
      return Optional.empty();
    }
    int classes = experiment.data().classes();
    int trainPictures =
        most(train.size(), experiment.evaluation().maxTrainPictures(), MOST_NUMBERS, features);
    int testPictures =
        most(test.size(), experiment.evaluation().maxTestPictures(), MOST_TEST_NUMBERS, features);
    List<String> remarks = new ArrayList<>();
    if (trainPictures < train.size() || testPictures < test.size()) {
      remarks.add(
          "Evaluations look at %d of %d training pictures and %d of %d held-out pictures, evenly spread."
              .formatted(trainPictures, train.size(), testPictures, test.size()));
    }
    Probes probes = Probes.FITTED;
    if ((long) trainPictures * features * classes > MOST_PROBE_WORK) {
      probes = Probes.LEFT_OUT;
      remarks.add(
          "Linear probes are left out of evaluations: %d pictures with %d features and %d classes would take hours; export the encoder to fit them elsewhere."
              .formatted(trainPictures, features, classes));
    }
    if (classesAmong(train, trainPictures) < 2) {
      probes = Probes.LEFT_OUT;
      remarks.add(
          "Linear probes are left out of evaluations: all of the %d training pictures that they look at are of one class; raise spec.evaluation.maxTrainPictures, or add pictures of other classes."
              .formatted(trainPictures));
    }
    return Optional.of(
        new EvaluationPlan(
            trainPictures,
            testPictures,
            classesOf(train.classNames(), test.classNames()),
            probes,
            probes == Probes.FITTED
                ? labelsPerClass(experiment, train, trainPictures < train.size(), remarks)
                : OptionalInt.empty(),
            List.copyOf(remarks)));
  }

  /**
   * Pictures of both splits whose features an evaluation holds at most.
   *
   * @param trainImages pictures of the training split; those of the held-out split are not known
   * @param features numbers of a representation
   */
  static long mostPictures(EvaluationSpec evaluation, long trainImages, int features) {
    return (long) most(trainImages, evaluation.maxTrainPictures(), MOST_NUMBERS, features)
        + most(Integer.MAX_VALUE, evaluation.maxTestPictures(), MOST_TEST_NUMBERS, features);
  }

  /** Of the pictures that are looked at, which lie evenly spread. */
  private static long classesAmong(PictureSource train, int pictures) {
    return IntStream.range(0, pictures)
        .map(i -> train.label((int) ((long) i * train.size() / pictures)))
        .distinct()
        .count();
  }

  /**
   * Pictures of a batch: fewer than asked for where they are so large that it would take more than
   * 1 GiB. No figure depends on it.
   *
   * @param wanted of the experiment
   * @param imageSize rows and columns of a picture
   */
  static int batch(int wanted, int imageSize) {
    return Math.max(1, Math.min(wanted, MOST_OF_A_BATCH / (imageSize * imageSize * 3)));
  }

  private static int most(long pictures, int wanted, long mostNumbers, int features) {
    // Of the pixels as features, too, whose numbers do not depend on the network.
    long fit = mostNumbers / Math.max(features, RawPixels.mostDimensions(3));
    return (int) Math.max(1, Math.min(Math.min(pictures, wanted), fit));
  }

  private static List<Integer> classesOf(List<String> train, List<String> test) {
    List<Integer> classOf = new ArrayList<>();
    for (String name : test) {
      if (!train.contains(name)) {
        throw new DataException(
            "spec.data.validationUri has the class '%s', which the training split lacks (it has %d: %s ...); give both splits the same classes."
                .formatted(name, train.size(), train.get(0)));
      }
      classOf.add(train.indexOf(name));
    }
    return List.copyOf(classOf);
  }

  private static OptionalInt labelsPerClass(
      ResolvedExperiment experiment, PictureSource train, boolean sampled, List<String> remarks) {
    int wanted = experiment.evaluation().finalProbe().map(p -> p.labelsPerClass()).orElse(0);
    if (wanted == 0 || sampled) {
      return OptionalInt.empty();
    }
    int[] counts = LabelSummary.of(train).counts();
    int fewest = Arrays.stream(counts).filter(count -> count > 0).min().orElse(0);
    if (fewest < wanted) {
      remarks.add(
          "The few-label probe is left out: a class has only %d pictures, fewer than the %d of spec.evaluation.finalProbe.labelsPerClass."
              .formatted(fewest, wanted));
      return OptionalInt.empty();
    }
    return OptionalInt.of(wanted);
  }
}
