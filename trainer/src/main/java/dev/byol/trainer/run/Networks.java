package dev.byol.trainer.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.byol.api.resolved.NetworkSettings;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.api.spec.training.NetworkVersion;
import dev.byol.trainer.byol.ByolNetworkSpec;
import dev.byol.trainer.byol.Hyperparameters;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.nn.EncoderSpec;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import dev.byol.trainer.nn.EncoderSpec.Stem;
import dev.byol.trainer.nn.EncoderSpec.Version;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.TargetDecaySchedule;
import java.math.BigDecimal;

/** From an experiment's settings to what {@code byol} takes. */
final class Networks {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Networks() {}

  /** For people: {@code ResNet50 x1}. */
  static String name(ResolvedExperiment experiment) {
    NetworkSettings network = experiment.network();
    return JSON.convertValue(network.encoder(), String.class)
        + " x"
        + BigDecimal.valueOf(network.widthMultiplier()).stripTrailingZeros().toPlainString();
  }

  static ByolNetworkSpec spec(ResolvedExperiment experiment) {
    return spec(
        experiment.network(), experiment.augmentation().imageSize(), experiment.data().classes());
  }

  /**
   * Networks of other settings.
   *
   * @param classes of the labels; fewer than 2 for no classifier
   */
  static ByolNetworkSpec spec(NetworkSettings network, int imageSize, int classes) {
    Architecture architecture =
        switch (network.encoder()) {
          case TINY_RESNET -> Architecture.TINY;
          case RESNET18 -> Architecture.RESNET18;
          case RESNET34 -> Architecture.RESNET34;
          case RESNET50 -> Architecture.RESNET50;
          case RESNET101 -> Architecture.RESNET101;
          case RESNET152 -> Architecture.RESNET152;
          case RESNET200 -> Architecture.RESNET200;
        };
    return new ByolNetworkSpec(
        new EncoderSpec(
            architecture,
            network.version() == NetworkVersion.V1 ? Version.V1 : Version.V2,
            switch (network.stem()) {
              case IMAGENET -> Stem.IMAGENET;
              case CIFAR -> Stem.CIFAR;
            },
            BigDecimal.valueOf(network.widthMultiplier())),
        imageSize,
        network.projectorHidden(),
        network.projectorOutput(),
        network.predictorHidden(),
        classes > 1 ? classes : 0,
        network.batchNormDecay(),
        network.batchNormEpsilon());
  }

  static TrainState.TargetInit targetInit(ResolvedExperiment experiment) {
    return switch (experiment.network().targetInit()) {
      case OWN -> TrainState.TargetInit.OWN;
      case ONLINE -> TrainState.TargetInit.ONLINE;
    };
  }

  static Hyperparameters hyperparameters(ResolvedExperiment experiment) {
    return new Hyperparameters(
        experiment.training().globalBatch(),
        experiment.training().scheduleSteps(),
        LearningRateSchedule.warmupCosine(
            experiment.learningRate().base(),
            experiment.training().globalBatch(),
            experiment.learningRate().warmupSteps()),
        TargetDecaySchedule.cosine(experiment.baseTargetDecay()),
        new LarsSettings(
            experiment.optimizer().weightDecay(),
            experiment.optimizer().eta(),
            experiment.optimizer().momentum()));
  }
}
