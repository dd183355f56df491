package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.resolved.DataFacts;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.PictureDecoder;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.eval.RawPixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationPlanTest {
  private static final List<String> AB = List.of("a", "b");

  @TempDir Path folder;

  @Test
  void smallDataIsMeasuredWhole() throws IOException {
    EvaluationPlan plan = plan(source(1800, AB), source(600, AB), 64).orElseThrow();

    assertThat(plan.trainPictures()).isEqualTo(1800);
    assertThat(plan.testPictures()).isEqualTo(600);
    assertThat(plan.probes()).isEqualTo(EvaluationPlan.Probes.FITTED);
    assertThat(plan.labelsPerClass()).hasValue(5);
    assertThat(plan.remarks()).isEmpty();
  }

  @Test
  void imageNetIsSampledAndItsProbesAreLeftOutWithARemarkForEach() throws IOException {
    List<String> classes = IntStream.range(0, 1000).mapToObj(i -> "n" + i).toList();
    EvaluationPlan plan =
        plan(source(1_281_167, classes), source(50_000, classes), 2048).orElseThrow();

    assertThat((long) plan.trainPictures() * 2048).isLessThanOrEqualTo(20_000_000);
    assertThat(plan.testPictures()).isEqualTo(5000);
    assertThat(plan.probes()).isEqualTo(EvaluationPlan.Probes.LEFT_OUT);
    assertThat(plan.labelsPerClass()).isEmpty();
    assertThat(plan.remarks())
        .hasSize(2)
        .anySatisfy(remark -> assertThat(remark).contains("of 1281167 training pictures"))
        .anySatisfy(remark -> assertThat(remark).contains("Linear probes are left out"));
  }

  @ParameterizedTest
  @CsvSource({
    "100, 225, 100",
    "65536, 31, 65536",
    "65536, 225, 1767",
    "20000, 224, 1783",
    "5, 4096, 5"
  })
  void aBatchOfEvaluationIsAsLargeAsAskedForUpToAGibibyte(int wanted, int side, int pictures) {
    assertThat(EvaluationPlan.batch(wanted, side)).isEqualTo(pictures);
  }

  @Test
  void aSampleOfOneClassSwitchesTheProbesOffInsteadOfEndingTheRunAfterItsLastStep()
      throws IOException {
    EvaluationPlan plan =
        plan(source(100, AB), source(10, AB), 64, "spec.evaluation.maxTrainPictures=1")
            .orElseThrow();

    assertThat(plan.probes()).isEqualTo(EvaluationPlan.Probes.LEFT_OUT);
    assertThat(plan.labelsPerClass()).isEmpty();
    assertThat(plan.remarks())
        .anySatisfy(
            remark ->
                assertThat(remark)
                    .contains("of one class; raise spec.evaluation.maxTrainPictures"));
  }

  @ParameterizedTest
  @CsvSource({"1, 8, 31", "2, 40, 225", "100000000, 100000000, 2048", "3, 2000000000, 99"})
  void featuresAndPixelsOfAnyNumberOfPicturesFitAnArray(int most, int pictures, int features)
      throws IOException {
    EvaluationPlan plan =
        plan(
                source(pictures, AB),
                source(pictures, AB),
                features,
                "spec.evaluation.maxTrainPictures=" + most,
                "spec.evaluation.maxTestPictures=" + most)
            .orElseThrow();
    int dimensions = Math.max(features, RawPixels.mostDimensions(3));
    for (int taken : new int[] {plan.trainPictures(), plan.testPictures()}) {
      assertThat(taken).isBetween(1, Math.min(most, pictures));
      assertThat((long) taken * dimensions).isLessThan(Integer.MAX_VALUE / 4);
    }
  }

  @Test
  void aClassWithFewPicturesSwitchesTheFewLabelProbeOff() throws IOException {
    EvaluationPlan plan = plan(source(8, AB), source(4, AB), 64).orElseThrow();

    assertThat(plan.labelsPerClass()).isEmpty();
    assertThat(plan.remarks()).singleElement().asString().contains("only 4 pictures", "the 5 of");
  }

  @Test
  void heldOutClassesAreFoundByName() throws IOException {
    EvaluationPlan plan = plan(source(100, AB), source(4, List.of("b")), 64).orElseThrow();

    assertThat(plan.classOf()).containsExactly(1);
  }

  @Test
  void aClassThatTrainingLacksIsTheUsersToMend() {
    assertThatThrownBy(() -> plan(source(100, AB), source(4, List.of("a", "c")), 64))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has the class 'c'");
  }

  @Test
  void aHeldOutSplitWithoutLabelsIsNotMeasured() throws IOException {
    assertThat(plan(source(100, AB), source(4, List.of()), 64)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"64, 20000, 5000", "64, 10000000, 10000000", "2048, 10000000, 10000000"})
  void memoryIsPlannedForThePicturesThatAreLookedAt(int features, int train, int test)
      throws IOException {
    PictureSource large = source(1_281_167, AB);
    ExperimentFile limited =
        experiment(
            List.of(
                "spec.evaluation.maxTrainPictures=" + train,
                "spec.evaluation.maxTestPictures=" + test));
    EvaluationPlan plan =
        EvaluationPlan.of(resolved(limited, large), large, source(10_000_000, AB), features)
            .orElseThrow();

    assertThat(EvaluationPlan.mostPictures(limited.spec().evaluation(), large.size(), features))
        .isEqualTo((long) plan.trainPictures() + plan.testPictures());
  }

  private Optional<EvaluationPlan> plan(
      PictureSource train, PictureSource test, int features, String... settings)
      throws IOException {
    return EvaluationPlan.of(resolved(experiment(List.of(settings)), train), train, test, features);
  }

  private static ResolvedExperiment resolved(ExperimentFile experiment, PictureSource train) {
    return experiment.resolve(new DataFacts(train.size(), train.classNames().size()));
  }

  private ExperimentFile experiment(List<String> overrides) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("experiment.yaml"),
            """
            apiVersion: byol.dev/v1alpha1
            kind: ByolExperiment
            metadata: {name: small}
            spec:
              training: {globalBatch: 4, maxSteps: 20}
              network: {encoder: TinyResNet}
              learningRate: {warmupSteps: 2}
              data: {uri: nowhere}
            """);
    return ExperimentFile.read(file, overrides);
  }

  /** Pictures that nobody reads; picture i is of class i mod the number of classes. */
  private static PictureSource source(int size, List<String> classes) {
    return new PictureSource() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public int label(int index) {
        return classes.isEmpty() ? NO_LABEL : index % classes.size();
      }

      @Override
      public List<String> classNames() {
        return classes;
      }

      @Override
      public String name(int index) {
        return "picture " + index;
      }

      @Override
      public RgbImage read(int index, PictureDecoder decoder) {
        throw new UnsupportedOperationException("a plan reads no picture");
      }
    };
  }
}
