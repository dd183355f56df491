package dev.byol.trainer.run;

import dev.byol.api.resolved.DataFacts;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.api.spec.data.DataSpec;
import dev.byol.trainer.augment.View;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.data.BatchLoader;
import dev.byol.trainer.data.DecodedPictures;
import dev.byol.trainer.data.LabelSummary;
import dev.byol.trainer.data.LoaderSettings;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.ReadSettings;
import dev.byol.trainer.data.SampleOrder;
import dev.byol.trainer.data.Shares;
import dev.byol.trainer.data.ViewMaker;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pictures of a run, opened.
 *
 * @param train the split to train on
 * @param heldOut the split to measure on, if the experiment has one
 * @param samples what tells the split to train on from others
 */
record Splits(DecodedPictures train, Optional<DecodedPictures> heldOut, SampleList samples)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Splits.class);

  /**
   * Opens both, refuses what is most likely a mistake in one of them, and reads the first picture
   * of each. Valid as long as {@code storage} is.
   *
   * @throws dev.byol.trainer.data.DataException when one cannot be used
   */
  static Splits open(DataSpec data, Storage storage) throws IOException {
    ReadSettings reading =
        ReadSettings.defaults()
            .withMaxDamagedFraction(data.maxDamagedFraction())
            .withDecoding(Pictures.decoding(data));
    PictureSource train = Pictures.train(data, storage);
    Optional<PictureSource> heldOut = Pictures.heldOut(data, storage);
    DataReport.requireMeant(data, train, heldOut);
    Preflight.read(train, reading.decoding());
    heldOut.ifPresent(source -> Preflight.read(source, reading.decoding()));
    return new Splits(
        new DecodedPictures(train, reading),
        heldOut.map(source -> new DecodedPictures(source, reading)),
        SampleList.of(train));
  }

  /**
   * What lies where the pictures are, in lines. For one of the workers: it reads some pictures of
   * each split.
   *
   * @throws dev.byol.trainer.data.DataException with what is most likely a mistake in both together
   */
  List<String> account(DataSpec data) {
    DataReport report = DataReport.of(data, train.source(), heldOut.map(DecodedPictures::source));
    report.requireMeant();
    return report.lines();
  }

  /** What the settings of a run depend on. */
  DataFacts facts() {
    LabelSummary labels = LabelSummary.of(train.source());
    labels.whyNoProbes().ifPresent(reason -> LOG.warn("No probes are trained: {}", reason));
    return facts(train.source(), labels);
  }

  /** What the settings of a run depend on, of the split to train on and its labels. */
  static DataFacts facts(PictureSource train, LabelSummary labels) {
    boolean labelled = labels.whyNoProbes().isEmpty();
    return new DataFacts(train.size(), labelled ? train.classNames().size() : 0);
  }

  /** What can be measured; empty without labels to measure with. */
  Optional<EvaluationPlan> plan(ResolvedExperiment experiment, int features) {
    return heldOut.flatMap(
        split -> EvaluationPlan.of(experiment, train.source(), split.source(), features));
  }

  /** This worker's batches from step {@code first} on; the caller closes them first. */
  BatchLoader batches(
      ResolvedExperiment experiment, Collective collective, LoaderSettings loading, long first) {
    int globalBatch = experiment.training().globalBatch();
    return BatchLoader.open(
        train,
        new SampleOrder(experiment.seed(), train.source().size()),
        globalBatch,
        Shares.of(globalBatch, collective.worldSize(), collective.rank()),
        ViewMaker.augmented(
            experiment.seed(),
            ViewPolicies.of(experiment.augmentation(), View.VIEW1),
            ViewPolicies.of(experiment.augmentation(), View.VIEW2),
            experiment.augmentation().imageSize()),
        loading,
        first);
  }

  @Override
  public void close() {
    train.close();
    heldOut.ifPresent(DecodedPictures::close);
  }
}
