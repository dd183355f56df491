package dev.byol.api.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.Experiments;
import dev.byol.api.spec.ByolExperiment;
import java.util.Arrays;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentValidatorTest {

  @Test
  void theSmallExperimentIsInOrder() {
    assertThat(ExperimentValidator.validate(Experiments.small())).isEmpty();
  }

  @Test
  void everyViolationComesAtOnceInTheOrderOfTheSpec() {
    assertThatThrownBy(
            () ->
                Experiments.small(
                    "metadata.name=Bad_Name",
                    "spec.seed=-1",
                    "spec.training.globalBatch=0",
                    "spec.optimizer.momentum=1",
                    "spec.data.uri="))
        .asInstanceOf(InstanceOfAssertFactories.type(InvalidExperimentException.class))
        .extracting(e -> e.violations().stream().map(Violation::path).toList())
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactly(
            "metadata.name",
            "spec.seed",
            "spec.training.globalBatch",
            "spec.optimizer.momentum",
            "spec.data.uri");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec.seed=-1|spec.seed (--set) is -1; allowed: at least 0; set it within that range.",
        "spec.training.globalBatch=1|spec.training.globalBatch (--set) is 1; allowed: at least 2 and"
            + " at most 1048576",
        "spec.workers.replicas=65|spec.training.globalBatch (line 7) is 64; allowed: at least"
            + " spec.workers.replicas, which is 65; raise it to 65 or more, or use fewer workers.",
        "spec.training.maxSteps=|spec.training (line 6) is without maxSteps or maxEpochs; allowed:"
            + " exactly one of maxSteps and maxEpochs",
        "spec.training={globalBatch: 64, maxSteps: 90, maxEpochs: 4}|spec.training (--set) is given"
            + " both maxSteps and maxEpochs",
        "spec.learningRate={warmupSteps: 2, warmupEpochs: 1}|spec.learningRate (--set) is given both"
            + " warmupSteps and warmupEpochs",
        "spec.evaluation={everySteps: 2, everyEpochs: 1}|spec.evaluation (--set) is given both"
            + " everySteps and everyEpochs",
        "spec.training.scheduleSteps=199|spec.training.scheduleSteps (--set) is 199; allowed: at least"
            + " spec.training.maxSteps, which is 200",
        "spec.learningRate.warmupSteps=200|spec.learningRate.warmupSteps (--set) is 200; allowed: less"
            + " than the 200 steps of the schedule",
        "spec.learningRate.base=0|spec.learningRate.base (--set) is 0; allowed: more than 0 and at"
            + " most 1000",
        "spec.learningRate.base=400|spec.learningRate.base (--set) is 400; allowed: less than (1 -"
            + " momentum) / eta * 256 / globalBatch = 400",
        "spec.network.widthMultiplier=0.3|spec.network.widthMultiplier (--set) is 0.3; allowed:"
            + " multiples of 1/8, so that every channel count is whole; set it to 0.25.",
        "spec.network.widthMultiplier=0|spec.network.widthMultiplier (--set) is 0; allowed: more than"
            + " 0",
        "spec.network.projectorHidden=0|spec.network.projectorHidden (--set) is 0",
        "spec.network.batchNormDecay=1|spec.network.batchNormDecay (--set) is 1; allowed: at least 0"
            + " and less than 1",
        "spec.network.batchNormEpsilon=0|spec.network.batchNormEpsilon (--set) is 0; allowed: more"
            + " than 0",
        "spec.targetDecay.base=1.1|spec.targetDecay.base (--set) is 1.1; allowed: at least 0 and at"
            + " most 1",
        "spec.optimizer.weightDecay=-1e-6|spec.optimizer.weightDecay (--set) is -0.000001",
        "spec.augmentation.brightness=7|spec.augmentation.brightness (--set) is 7",
        "spec.augmentation.hue=0.6|spec.augmentation.hue (--set) is 0.6; allowed: at least 0 and at"
            + " most 0.5",
        "spec.augmentation.view2.blurProbability=2|spec.augmentation.view2.blurProbability (--set) is"
            + " 2",
        "spec.augmentation.imageSize=7|spec.augmentation.imageSize (--set) is 7",
        "spec.augmentation={cropMinArea: 0.9, cropMaxArea: 0.5}|spec.augmentation.cropMinArea (--set)"
            + " is 0.9; allowed: at most spec.augmentation.cropMaxArea, which is 0.5",
        "spec.data.classes=1|spec.data.classes (--set) is 1; allowed: 0 to ignore the labels, or at"
            + " least 2",
        "spec.data.uri=a{1..|spec.data.uri (--set) is \"a{1..\"; allowed: braces only as a rising"
            + " range",
        "spec.data.uri=a{3..1}.tar|spec.data.uri (--set) is \"a{3..1}.tar\"",
        "spec.data.validationUri=a{x}|spec.data.validationUri (--set) is \"a{x}\"",
        "spec.data.maxDamagedFraction=1.5|spec.data.maxDamagedFraction (--set) is 1.5",
        "spec.data.loaderThreads=0|spec.data.loaderThreads (--set) is 0",
        "spec.evaluation.knnNeighbours=0|spec.evaluation.knnNeighbours (--set) is 0",
        "spec.evaluation.finalProbe.epochs=0|spec.evaluation.finalProbe.epochs (--set) is 0",
        "spec.checkpoint.keepLast=0|spec.checkpoint.keepLast (--set) is 0",
        "spec.workers.gpusPerWorker=-1|spec.workers.gpusPerWorker (--set) is -1",
        "spec.failureDetectionSeconds=0|spec.failureDetectionSeconds (--set) is 0; allowed: at least 1"
            + " and at most 3600",
        "spec.logging.everySteps=0|spec.logging.everySteps (--set) is 0",
        "apiVersion=byol.dev/v2|apiVersion (--set) is \"byol.dev/v2\"; allowed: byol.dev/v1alpha1",
        "kind=Job|kind (--set) is \"Job\"; allowed: ByolExperiment",
        "metadata.name=|metadata.name (--set) is not set; allowed: 1 to 40 lower case letters",
        "spec=|spec (--set) is not set"
      })
  void eachViolationIsOneSentenceWithPathValueAllowedRangeAndRemedy(String setting, String start) {
    assertThatThrownBy(() -> Experiments.small(setting))
        .isInstanceOf(InvalidExperimentException.class)
        .message()
        .startsWith(start)
        .endsWith(".")
        .doesNotContain("\n");
  }

  @Test
  void aValueForBothViewsIsReportedOnceWhereItWasWritten() {
    assertThatThrownBy(() -> Experiments.small("spec.augmentation.contrast=-1"))
        .message()
        .satisfies(m -> assertThat(Arrays.stream(m.split("\n"))).hasSize(1));
  }

  @Test
  void anExperimentOfNothingButNullsIsRefusedWithoutAFailure() {
    assertThat(ExperimentValidator.validate(new ByolExperiment(null, null, null, null)))
        .extracting(Violation::path)
        .containsExactly("apiVersion", "kind", "metadata.name", "spec");
  }
}
