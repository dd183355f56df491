package dev.byol.api.resolved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.Experiments;
import dev.byol.api.spec.training.Stem;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.api.yaml.ExperimentWriter;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentResolverTest {
  private static final DataFacts DIGITS = new DataFacts(1500, 10);

  @Test
  void whatIsWrittenWinsOverThePresetAndThePresetOverTheDefaults() {
    var resolved =
        ExperimentResolver.resolve(
            Experiments.preset("byol-40", "spec.targetDecay.base=0.5", "spec.seed=7"),
            new DataFacts(1_281_167, 1000));

    assertThat(resolved.baseTargetDecay()).isEqualTo(0.5);
    assertThat(resolved.learningRate().base()).isEqualTo(0.45);
    assertThat(resolved.seed()).isEqualTo(7);
    assertThat(resolved.failureDetection()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aRunInStepsReplacesThePresetsEpochs() {
    var resolved =
        ExperimentResolver.resolve(
            Experiments.preset(
                "imagenette", "spec.training.maxSteps=500", "spec.learningRate.warmupSteps=3"),
            new DataFacts(9_469, 10));

    assertThat(resolved.training().maxSteps()).isEqualTo(500);
    assertThat(resolved.training().scheduleSteps()).isEqualTo(500);
    assertThat(resolved.learningRate().warmupSteps()).isEqualTo(3);
  }

  @Test
  void aStrengthWrittenOnceHoldsForBothViewsAndAViewsOwnWins() {
    var augmentation =
        ExperimentResolver.resolve(
                Experiments.small(
                    "spec.augmentation={brightness: 0.2, blurProbability: 0.3, view2: {brightness:"
                        + " 0.1}}"),
                DIGITS)
            .augmentation();

    assertThat(augmentation.view1().brightness()).isEqualTo(0.2);
    assertThat(augmentation.view2().brightness()).isEqualTo(0.1);
    assertThat(augmentation.view1().blurProbability()).isEqualTo(0.3);
    assertThat(augmentation.view2().blurProbability()).isEqualTo(0.3);
    assertThat(augmentation.view2().solarizeProbability()).isEqualTo(0.2);
  }

  @Test
  void theStemIsThatOfTheReferenceUnlessAnotherIsWritten() {
    var reference = ExperimentResolver.resolve(Experiments.small(), DIGITS);
    var cifar = ExperimentResolver.resolve(Experiments.small("spec.network.stem=Cifar"), DIGITS);

    assertThat(reference.network().stem()).isEqualTo(Stem.IMAGENET);
    assertThat(cifar.network().stem()).isEqualTo(Stem.CIFAR);
  }

  @Test
  void stepsComeFromEpochsByWholeDivisionAndExactly() {
    var resolved =
        ExperimentResolver.resolve(
            Experiments.small("spec.training.maxEpochs=0.7", "spec.learningRate.warmupEpochs=0.1"),
            new DataFacts(6400, 10));

    assertThat(resolved.training().maxSteps()).isEqualTo(70);
    assertThat(resolved.learningRate().warmupSteps()).isEqualTo(10);
  }

  @Test
  void withoutAWarmUpTheDefaultIsATenthOfAShortRun() {
    var resolved =
        ExperimentResolver.resolve(Experiments.small("spec.learningRate.warmupSteps="), DIGITS);

    assertThat(resolved.learningRate().warmupSteps()).isEqualTo(20);
  }

  @Test
  void withoutAWarmUpTheDefaultIsTenEpochsOfALongRun() {
    var resolved =
        ExperimentResolver.resolve(
            Experiments.small("spec.learningRate.warmupSteps=null", "spec.training.maxSteps=9000"),
            DIGITS);

    assertThat(resolved.learningRate().warmupSteps()).isEqualTo(234);
  }

  @Test
  void metricsLieBesideLocalCheckpointsOnly() {
    assertThat(ExperimentResolver.resolve(Experiments.small(), DIGITS).logging().directory())
        .isEqualTo("runs/small");
    assertThat(
            ExperimentResolver.resolve(Experiments.small("spec.checkpoint.uri=/tmp/x"), DIGITS)
                .logging()
                .directory())
        .isEqualTo("/tmp/x");
    assertThat(
            ExperimentResolver.resolve(
                    Experiments.small("spec.checkpoint.uri=s3://bucket/x"), DIGITS)
                .logging()
                .directory())
        .isEqualTo("runs/small");
  }

  @Test
  void checkpointsByStepsSetTheDefaultIntervalAside() {
    var checkpoint =
        ExperimentResolver.resolve(Experiments.small("spec.checkpoint.everySteps=5"), DIGITS)
            .checkpoint();

    assertThat(checkpoint.everySteps()).hasValue(5);
    assertThat(checkpoint.every()).isEmpty();
  }

  @Test
  void aDataSetWithoutLabelsHasNoFinalProbe() {
    var resolved = ExperimentResolver.resolve(Experiments.small(), new DataFacts(1500, 0));

    assertThat(resolved.data().isLabelled()).isFalse();
    assertThat(resolved.evaluation().finalProbe()).isEmpty();
  }

  @Test
  void localBatchesAddUpToTheGlobalBatch() {
    var training = ExperimentResolver.resolve(Experiments.small(), DIGITS).training();

    assertThat(training.localBatch(0, 3)).isEqualTo(22);
    assertThat(training.localBatch(1, 3)).isEqualTo(21);
    assertThat(training.localBatch(2, 3)).isEqualTo(21);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec.seed=0", "spec.training.maxEpochs=3", "spec.data.classes=0"})
  void theWrittenOutExperimentResolvesToItself(String setting) {
    var resolved =
        ExperimentResolver.resolve(
            Experiments.small("spec.learningRate.warmupSteps=null", setting), DIGITS);

    for (String text :
        new String[] {
          ExperimentWriter.yaml(resolved.experiment()), ExperimentWriter.json(resolved.experiment())
        }) {
      assertThat(ExperimentResolver.resolve(Experiments.parse(text), DIGITS)).isEqualTo(resolved);
    }
  }

  @Test
  void lanesAndThreadsStayOpenForTheMachineToDecide() {
    var resolved = ExperimentResolver.resolve(Experiments.small(), DIGITS);

    assertThat(resolved.workers().lanes()).isEqualTo(OptionalInt.empty());
    assertThat(resolved.data().loaderThreads()).isEqualTo(OptionalInt.empty());
  }

  @Test
  void aBatchLargerThanTheDataSetIsRefused() {
    refuses(new DataFacts(50, 10), "spec.training.globalBatch is 64; allowed: at most");
  }

  @Test
  void anEmptyDataSetIsRefused() {
    refuses(new DataFacts(0, 0), "spec.data.uri is a data set without pictures");
  }

  @Test
  void aDataSetOfOneClassIsRefused() {
    refuses(new DataFacts(1500, 1), "spec.data.uri is a data set whose labels are all the same");
  }

  @Test
  void classesForDataWithoutLabelsAreRefused() {
    refuses(new DataFacts(1500, 0), "spec.data.classes is 10", "spec.data.classes=10");
  }

  @Test
  void fewerClassesThanLabelsAreRefused() {
    refuses(DIGITS, "spec.data.classes is 9; allowed: at least 10", "spec.data.classes=9");
  }

  @Test
  void aRunShorterThanOneStepIsRefused() {
    refuses(DIGITS, "spec.training.maxEpochs is 0.01", "spec.training.maxEpochs=0.01");
  }

  @Test
  void aWarmUpThatFillsTheScheduleIsRefused() {
    refuses(
        DIGITS, "spec.learningRate.warmupEpochs is 10.0, 234", "spec.learningRate.warmupEpochs=10");
  }

  @Test
  void aScheduleShorterThanTheRunIsRefused() {
    refuses(
        DIGITS,
        "spec.training.scheduleSteps is 30",
        "spec.training.maxEpochs=2",
        "spec.training.scheduleSteps=30");
  }

  private static void refuses(DataFacts facts, String start, String... settings) {
    assertThatThrownBy(() -> ExperimentResolver.resolve(Experiments.small(settings), facts))
        .isInstanceOf(InvalidExperimentException.class)
        .hasMessageStartingWith(start);
  }
}
