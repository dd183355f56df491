package dev.byol.trainer.run;

import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.byol.FeatureExtractor;
import dev.byol.trainer.data.DecodedPictures;
import dev.byol.trainer.data.EvaluationLoader;
import dev.byol.trainer.data.LoaderSettings;
import dev.byol.trainer.data.Share;
import dev.byol.trainer.data.ViewMaker;
import dev.byol.trainer.eval.FeatureReport;
import dev.byol.trainer.eval.Features;
import dev.byol.trainer.eval.FewLabels;
import dev.byol.trainer.eval.KNearestNeighbours;
import dev.byol.trainer.eval.LabelledFeatures;
import dev.byol.trainer.eval.LinearProbe;
import dev.byol.trainer.eval.RawPixels;
import dev.byol.trainer.telemetry.Figures;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Accuracies of frozen features on the held-out split: centre crop, running statistics. */
final class FeatureEvaluation {
  private final ResolvedExperiment experiment;
  private final DecodedPictures train;
  private final DecodedPictures test;
  private final LoaderSettings loading;

  FeatureEvaluation(
      ResolvedExperiment experiment,
      DecodedPictures train,
      DecodedPictures test,
      LoaderSettings loading) {
    this.experiment = experiment;
    this.train = train;
    this.test = test;
    this.loading = loading;
  }

  /** Figures of the encoder as it is now. */
  Figures measure(FeatureExtractor extractor) {
    return figures(features(train, extractor), features(test, extractor));
  }

  /** Figures of the pixels themselves, averaged over cells of 4x4 where that divides. */
  Figures rawPixels() {
    return figures(pixels(train), pixels(test));
  }

  private Figures figures(LabelledFeatures trainFeatures, LabelledFeatures testFeatures) {
    FeatureReport.Settings settings =
        new FeatureReport.Settings(
            LinearProbe.Settings.DEFAULT,
            new KNearestNeighbours.Settings(
                Math.min(experiment.evaluation().knnNeighbours(), trainFeatures.rows()),
                KNearestNeighbours.Vote.WEIGHTED,
                0.07),
            FewLabels.Settings.DEFAULT);
    FeatureReport report =
        FeatureReport.measure(trainFeatures, testFeatures, settings, Runnable::run);
    return new Figures(
        OptionalDouble.of(report.linear()),
        OptionalDouble.of(report.kNearestNeighbours()),
        OptionalDouble.of(report.fewLabels().mean()));
  }

  private interface Consumer {
    void take(int first, int count, float[] pictures);
  }

  private int[] each(DecodedPictures pictures, Consumer consumer) {
    int size = pictures.source().size();
    int[] labels = new int[size];
    int[] done = {0};
    EvaluationLoader.forEach(
        pictures,
        new Share(0, size),
        Math.min(size, experiment.evaluation().batchSize()),
        ViewMaker.centreCrop(experiment.augmentation().imageSize()),
        loading,
        batch -> {
          consumer.take(done[0], batch.count(), batch.view1());
          System.arraycopy(batch.labels(), 0, labels, done[0], batch.count());
          done[0] += batch.count();
        });
    return labels;
  }

  private LabelledFeatures features(DecodedPictures pictures, FeatureExtractor extractor) {
    int size = pictures.source().size();
    float[] out = new float[size * extractor.features()];
    int[] labels =
        each(pictures, (first, count, views) -> extractor.extract(views, count, out, first));
    return new LabelledFeatures(
        new Features(out, size, extractor.features()), labels, experiment.data().classes());
  }

  private LabelledFeatures pixels(DecodedPictures pictures) {
    int side = experiment.augmentation().imageSize();
    int floats = side * side * 3;
    int cell = side % 4 == 0 ? 4 : 1;
    int dimensions = floats / (cell * cell);
    float[] all = new float[pictures.source().size() * dimensions];
    int[] labels =
        each(
            pictures,
            (first, count, views) -> {
              Features batch =
                  RawPixels.of(Arrays.copyOf(views, count * floats), side, side, 3, cell);
              System.arraycopy(batch.values(), 0, all, first * dimensions, count * dimensions);
            });
    return new LabelledFeatures(
        new Features(all, pictures.source().size(), dimensions),
        labels,
        experiment.data().classes());
  }
}
