package dev.byol.trainer.run;

import dev.byol.api.resolved.FinalProbeSettings;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.byol.FeatureExtractor;
import dev.byol.trainer.data.DecodedPictures;
import dev.byol.trainer.data.EvaluationLoader;
import dev.byol.trainer.data.LoaderSettings;
import dev.byol.trainer.data.ViewMaker;
import dev.byol.trainer.eval.Features;
import dev.byol.trainer.eval.FewLabels;
import dev.byol.trainer.eval.KNearestNeighbours;
import dev.byol.trainer.eval.LabelledFeatures;
import dev.byol.trainer.eval.LinearEvaluation;
import dev.byol.trainer.eval.LinearProbe;
import dev.byol.trainer.eval.RawPixels;
import dev.byol.trainer.telemetry.Figures;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntUnaryOperator;

/** Accuracies of frozen features on the held-out split: centre crop, running statistics. */
final class FeatureEvaluation {
  private final ResolvedExperiment experiment;
  private final DecodedPictures train;
  private final DecodedPictures test;
  private final EvaluationPlan plan;
  private final LoaderSettings loading;
  private final EvaluationWatch watch;
  private final Executor executor;

  FeatureEvaluation(
      ResolvedExperiment experiment,
      DecodedPictures train,
      DecodedPictures test,
      EvaluationPlan plan,
      LoaderSettings loading,
      EvaluationWatch watch) {
    this.experiment = experiment;
    this.train = train;
    this.test = test;
    this.plan = plan;
    this.loading = loading;
    this.watch = watch;
    executor = watch.over(ForkJoinPool.commonPool());
  }

  /** Features of an encoder. */
  SplitFeatures features(FeatureExtractor extractor) {
    return new SplitFeatures(
        features(train, plan.trainPictures(), label -> label, extractor),
        features(test, plan.testPictures(), plan.classOf()::get, extractor));
  }

  /** The pixels themselves as features, averaged over cells. */
  SplitFeatures pixels() {
    return new SplitFeatures(
        pixels(train, plan.trainPictures(), label -> label),
        pixels(test, plan.testPictures(), plan.classOf()::get));
  }

  /**
   * The reference's linear evaluation, on features of centre crops (the reference augments the
   * training pictures anew in each epoch); empty when it is switched off or would take hours.
   */
  Optional<LinearEvaluation.Result> linearEvaluation(SplitFeatures features) {
    if (plan.probes() == EvaluationPlan.Probes.LEFT_OUT) {
      return Optional.empty();
    }
    return experiment.evaluation().finalProbe().map(probe -> linearEvaluation(probe, features));
  }

  private LinearEvaluation.Result linearEvaluation(
      FinalProbeSettings probe, SplitFeatures features) {
    LabelledFeatures training = features.train();
    int batch = Math.min(probe.batchSize(), training.rows());
    long steps = (long) probe.epochs() * (training.rows() / batch);
    LinearEvaluation evaluation =
        LinearEvaluation.initialise(
            LinearEvaluation.Settings.of(training.classes(), batch, steps, probe.learningRate()),
            training.features().dimensions(),
            experiment.seed());
    evaluation.train(training, batch, experiment.seed(), watch::tick);
    return evaluation.evaluate(features.test());
  }

  /** Figures of features, but for the online probe's. */
  Figures figures(SplitFeatures features) {
    LabelledFeatures trainFeatures = features.train();
    LabelledFeatures testFeatures = features.test();
    LinearProbe.Settings probe = LinearProbe.Settings.DEFAULT;
    KNearestNeighbours.Settings neighbours =
        new KNearestNeighbours.Settings(
            Math.min(experiment.evaluation().knnNeighbours(), trainFeatures.rows()),
            KNearestNeighbours.Vote.WEIGHTED,
            0.07);
    return new Figures(
        OptionalDouble.empty(),
        plan.probes() == EvaluationPlan.Probes.FITTED
            ? OptionalDouble.of(
                LinearProbe.fit(trainFeatures, probe, executor).accuracy(testFeatures))
            : OptionalDouble.empty(),
        OptionalDouble.of(
            KNearestNeighbours.fit(trainFeatures, neighbours).accuracy(testFeatures, executor)),
        plan.labelsPerClass().stream()
            .mapToDouble(
                perClass ->
                    FewLabels.measure(
                            trainFeatures,
                            testFeatures,
                            new FewLabels.Settings(perClass, FewLabels.Settings.DEFAULT.draws(), 0),
                            probe,
                            executor)
                        .mean())
            .findFirst());
  }

  private interface Consumer {
    void take(int first, int count, float[] pictures);
  }

  /** Shows {@code count} pictures to {@code consumer} and gives their classes. */
  private int[] each(
      DecodedPictures pictures, int count, IntUnaryOperator classOf, Consumer consumer) {
    int[] labels = new int[count];
    int[] done = {0};
    EvaluationLoader.forEach(
        pictures,
        count,
        Math.min(
            count,
            EvaluationPlan.batch(
                experiment.evaluation().batchSize(), experiment.augmentation().imageSize())),
        ViewMaker.centreCrop(
            experiment.augmentation().imageSize(), experiment.evaluation().centreCrop()),
        loading,
        batch -> {
          watch.tick();
          consumer.take(done[0], batch.count(), batch.view1());
          for (int i = 0; i < batch.count(); i++) {
            labels[done[0] + i] = classOf.applyAsInt(batch.labels()[i]);
          }
          done[0] += batch.count();
        });
    return labels;
  }

  private LabelledFeatures features(
      DecodedPictures pictures, int count, IntUnaryOperator classOf, FeatureExtractor extractor) {
    float[] out = new float[Math.multiplyExact(count, extractor.features())];
    int[] labels =
        each(
            pictures,
            count,
            classOf,
            (first, size, views) -> extractor.extract(views, size, out, first));
    return new LabelledFeatures(
        new Features(out, count, extractor.features()), labels, experiment.data().classes());
  }

  private LabelledFeatures pixels(DecodedPictures pictures, int count, IntUnaryOperator classOf) {
    int side = experiment.augmentation().imageSize();
    int floats = side * side * 3;
    int cells = RawPixels.cells(side);
    int dimensions = cells * cells * 3;
    float[] all = new float[Math.multiplyExact(count, dimensions)];
    int[] labels =
        each(
            pictures,
            count,
            classOf,
            (first, size, views) -> {
              Features batch =
                  RawPixels.of(Arrays.copyOf(views, size * floats), side, side, 3, cells);
              System.arraycopy(batch.values(), 0, all, first * dimensions, size * dimensions);
            });
    return new LabelledFeatures(
        new Features(all, count, dimensions), labels, experiment.data().classes());
  }
}
