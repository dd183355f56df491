package dev.byol.api.resolved;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.Experiments;
import dev.byol.api.spec.Preset;
import dev.byol.api.spec.training.Encoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Expected values: google-deepmind/deepmind-research, byol/configs/byol.py and byol/README.md. */
class PresetsTest {

  @ParameterizedTest
  @CsvSource({
    "byol-40, 12511, 0.45, 1e-6, 0.97",
    "byol-100, 31278, 0.45, 1e-6, 0.99",
    "byol-300, 93835, 0.3, 1e-6, 0.99",
    "byol-1000, 312784, 0.2, 1.5e-6, 0.996"
  })
  void imageNetPresetsAreThoseOfTheReference(
      String name, long maxSteps, double rate, double weightDecay, double decay) {
    var resolved =
        ExperimentResolver.resolve(Experiments.preset(name), new DataFacts(1_281_167, 1000));

    assertThat(resolved.training())
        .isEqualTo(new TrainingSettings(4096, maxSteps, maxSteps, 1_281_167));
    assertThat(resolved.learningRate()).isEqualTo(new LearningRateSettings(rate, rate * 16, 3127));
    assertThat(resolved.optimizer()).isEqualTo(new OptimizerSettings(weightDecay, 1e-3, 0.9));
    assertThat(resolved.baseTargetDecay()).isEqualTo(decay);
    assertThat(resolved.network().encoder()).isEqualTo(Encoder.RESNET50);
    assertThat(resolved.network().projectorHidden()).isEqualTo(4096);
    assertThat(resolved.network().projectorOutput()).isEqualTo(256);
    assertThat(resolved.network().predictorHidden()).isEqualTo(4096);
    assertThat(resolved.augmentation().imageSize()).isEqualTo(224);
    assertThat(resolved.data().classes()).isEqualTo(1000);
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void everyPresetHasTheViewsOfTheReference(Preset preset) {
    var resolved =
        ExperimentResolver.resolve(
            Experiments.preset(preset.text()), new DataFacts(preset.trainImages(), 0));

    assertThat(resolved.augmentation().cropMinArea()).isEqualTo(0.08);
    assertThat(resolved.augmentation().cropMaxArea()).isEqualTo(1);
    assertThat(resolved.augmentation().view1())
        .isEqualTo(new ViewSettings(0.5, 0, 0.8, 0.4, 0.4, 0.2, 0.1, 0.2, 1, 0));
    assertThat(resolved.augmentation().view2())
        .isEqualTo(new ViewSettings(0.5, 0, 0.8, 0.4, 0.4, 0.2, 0.1, 0.2, 0.1, 0.2));
  }

  @ParameterizedTest
  @CsvSource("36988")
  void imagenetteIsTheFastSetUpOfTheReference(long maxSteps) {
    var resolved =
        ExperimentResolver.resolve(Experiments.preset("imagenette"), new DataFacts(9_469, 10));

    assertThat(resolved.training()).isEqualTo(new TrainingSettings(256, maxSteps, maxSteps, 9_469));
    assertThat(resolved.learningRate()).isEqualTo(new LearningRateSettings(2, 2, 369));
    assertThat(resolved.network().encoder()).isEqualTo(Encoder.RESNET18);
    assertThat(resolved.augmentation().imageSize()).isEqualTo(128);
    assertThat(resolved.baseTargetDecay()).isEqualTo(0.996);
    assertThat(resolved.evaluation().batchSize()).isEqualTo(25);
  }
}
