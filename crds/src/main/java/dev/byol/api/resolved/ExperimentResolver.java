package dev.byol.api.resolved;

import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.data.AugmentationSpec;
import dev.byol.api.spec.data.DataSpec;
import dev.byol.api.spec.data.ViewSpec;
import dev.byol.api.spec.storage.CheckpointSpec;
import dev.byol.api.spec.training.EvaluationSpec;
import dev.byol.api.spec.training.FinalProbeSpec;
import dev.byol.api.spec.training.OptimizerSpec;
import dev.byol.api.spec.workers.WorkersSpec;
import dev.byol.api.validation.ExperimentValidator;
import dev.byol.api.validation.InvalidExperimentException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Turns an experiment as written into settings: explicit fields, then the preset, then the
 * defaults, then what follows from the number of images.
 */
public final class ExperimentResolver {
  private ExperimentResolver() {}

  /**
   * Resolves an experiment against its data.
   *
   * @throws InvalidExperimentException with everything wrong, by itself or for this data
   */
  public static ResolvedExperiment resolve(ByolExperiment written, DataFacts facts) {
    ExperimentValidator.require(written);
    ByolExperiment filled = Defaults.fill(written);
    ExperimentSpec spec = filled.spec();
    Horizon horizon = Horizon.of(spec, facts);
    int classes = spec.data().classes() == null ? facts.classes() : spec.data().classes();
    var violations = DataRules.check(spec, horizon, facts);
    if (!violations.isEmpty()) {
      throw new InvalidExperimentException(violations);
    }
    int globalBatch = spec.training().globalBatch();
    double base = spec.learningRate().base();
    return new ResolvedExperiment(
        filled.metadata().name(),
        spec.seed(),
        spec.precision(),
        new TrainingSettings(
            globalBatch, horizon.maxSteps(), horizon.scheduleSteps(), facts.trainImages()),
        NetworkSettings.of(spec.network()),
        spec.targetDecay().base(),
        optimizer(spec.optimizer()),
        new LearningRateSettings(base, base * globalBatch / 256, horizon.warmupSteps()),
        augmentation(spec.augmentation()),
        data(spec.data(), classes),
        evaluation(spec.evaluation(), horizon, classes),
        checkpoint(spec.checkpoint()),
        workers(spec.workers()),
        Duration.ofSeconds(spec.failureDetectionSeconds()),
        new LoggingSettings(spec.logging().everySteps(), spec.logging().directory()),
        Pinned.write(filled, horizon, classes));
  }

  private static OptimizerSettings optimizer(OptimizerSpec o) {
    return new OptimizerSettings(o.weightDecay(), o.eta(), o.momentum());
  }

  private static AugmentationSettings augmentation(AugmentationSpec a) {
    return new AugmentationSettings(
        a.imageSize(), a.cropMinArea(), a.cropMaxArea(), view(a.view1()), view(a.view2()));
  }

  private static ViewSettings view(ViewSpec v) {
    return new ViewSettings(
        v.flipProbability(),
        v.verticalFlipProbability(),
        v.jitterProbability(),
        v.brightness(),
        v.contrast(),
        v.saturation(),
        v.hue(),
        v.greyProbability(),
        v.blurProbability(),
        v.solarizeProbability());
  }

  private static DataSettings data(DataSpec d, int classes) {
    return new DataSettings(
        d.uri(),
        Optional.ofNullable(d.validationUri()),
        d.format(),
        classes,
        d.maxDamagedFraction(),
        d.maxPicturePixels(),
        d.orientation(),
        d.transparency(),
        whole(d.loaderThreads()));
  }

  private static EvaluationSettings evaluation(EvaluationSpec e, Horizon horizon, int classes) {
    FinalProbeSpec p = e.finalProbe();
    Optional<FinalProbeSettings> probe =
        p.enabled() && classes > 0
            ? Optional.of(
                new FinalProbeSettings(
                    p.epochs(), p.batchSize(), p.learningRate(), p.labelsPerClass()))
            : Optional.empty();
    return new EvaluationSettings(
        horizon.evaluationSteps(),
        e.batchSize(),
        e.knnNeighbours(),
        e.centreCrop(),
        e.maxTrainPictures(),
        e.maxTestPictures(),
        probe);
  }

  private static CheckpointSettings checkpoint(CheckpointSpec c) {
    return new CheckpointSettings(
        c.uri(),
        large(c.everySteps()),
        Optional.ofNullable(c.everySeconds()).map(Duration::ofSeconds),
        c.keepLast(),
        large(c.keepEverySteps()),
        c.acceptChanges() == null ? Set.of() : Set.copyOf(c.acceptChanges()));
  }

  private static WorkerSettings workers(WorkersSpec w) {
    return new WorkerSettings(w.replicas(), w.gpusPerWorker(), whole(w.lanes()));
  }

  private static OptionalLong large(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static OptionalInt whole(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
