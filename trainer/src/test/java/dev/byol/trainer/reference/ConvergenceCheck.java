package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertMaxAbs;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.TargetDecaySchedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * Kind {@code convergence}: the loss of our runs lies where the reference's does, judged by the
 * spread between its seeds.
 */
final class ConvergenceCheck implements ReferenceCheck {
  /** Logged values are rounded to six decimals. */
  private static final double ROUNDING = 1e-6;

  /** Allowed distance of a tenth's mean; measured 1.4 at most over the three recorded seeds. */
  private static final double EXPECTED_ERRORS = 3;

  private final Trainer trainer;

  ConvergenceCheck(Trainer trainer) {
    this.trainer = trainer;
  }

  /** Trains as {@code info.config} of the case says. */
  @FunctionalInterface
  interface Trainer {
    /** One run; its curve has at least {@code repr_loss}, one value a step. */
    TrainingCurve train(ReferenceCase testCase, Digits digits, long seed) throws Exception;
  }

  @Override
  public Stream<DynamicNode> tests(ReferenceCase testCase) {
    List<TrainingCurve> recorded =
        StreamSupport.stream(testCase.info().get("runs").spliterator(), false)
            .map(TrainingCurve::read)
            .toList();
    return Stream.of(
        test("the schedules are those of the recorded runs", () -> schedules(testCase, recorded)),
        test("the summary is that of the recorded runs", () -> summary(testCase, recorded)),
        test("the recorded loss is the sum of its parts", () -> sums(recorded)),
        test("the digits fit the case", () -> digits(testCase)),
        test(
            "our loss lies within the spread of the recorded runs",
            () -> train(trainer, testCase, recorded)));
  }

  private static void train(Trainer trainer, ReferenceCase testCase, List<TrainingCurve> recorded)
      throws Exception {
    Digits digits = Digits.beside(testCase);
    List<TrainingCurve> ours = new ArrayList<>();
    for (TrainingCurve run : recorded) {
      ours.add(trainer.train(testCase, digits, run.seed()));
    }
    CurveSpread.of(recorded, "repr_loss")
        .assertSameAs(CurveSpread.of(ours, "repr_loss"), EXPECTED_ERRORS);
  }

  private static void schedules(ReferenceCase testCase, List<TrainingCurve> recorded) {
    JsonNode experiment = testCase.info().get("config").get("experiment");
    JsonNode schedule = experiment.get("lr_schedule_config");
    int total = experiment.get("max_steps").asInt();
    LearningRateSchedule learningRate =
        LearningRateSchedule.warmupCosine(
            schedule.get("base_learning_rate").asDouble(),
            experiment.get("batch_size").asInt(),
            schedule.get("warmup_steps").asLong());
    TargetDecaySchedule tau =
        TargetDecaySchedule.cosine(experiment.get("base_target_ema").asDouble());
    for (TrainingCurve run : recorded) {
      assertThat(run.log("tau")).hasSize(total);
      assertMaxAbs(
          "learning_rate",
          run.log("learning_rate"),
          steps(total, step -> learningRate.at(step, total)),
          ROUNDING);
      assertMaxAbs("tau", run.log("tau"), steps(total, step -> tau.at(step, total)), ROUNDING);
    }
  }

  private static void summary(ReferenceCase testCase, List<TrainingCurve> recorded) {
    for (String name : recorded.get(0).logs().keySet()) {
      JsonNode expected = testCase.info().get("summary").get(name);
      CurveSpread spread = CurveSpread.of(recorded, name);
      assertMaxAbs(name + " mean", array(expected.get("mean_by_tenth")), spread.mean(), 1e-12);
      assertMaxAbs(
          name + " deviation",
          array(expected.get("std_between_seeds_by_tenth")),
          spread.deviation(),
          1e-12);
    }
  }

  private static void sums(List<TrainingCurve> recorded) {
    for (TrainingCurve run : recorded) {
      double[] regression = run.log("repr_loss");
      assertThat(Arrays.stream(regression)).allMatch(loss -> loss >= 0 && loss <= 8);
      double[] sums = run.log("classif_loss").clone();
      Arrays.setAll(sums, i -> sums[i] + regression[i]);
      assertMaxAbs("loss", run.log("loss"), sums, 3 * ROUNDING);
    }
  }

  private static void digits(ReferenceCase testCase) throws Exception {
    Digits digits = Digits.beside(testCase);
    JsonNode config = testCase.info().get("config");
    assertThat(digits.pixels().length).isGreaterThan(config.get("train_images").asInt());
    assertThat(digits.labels()).hasSameSizeAs(digits.pixels());
    assertThat(Arrays.stream(digits.labels()).max().orElseThrow())
        .isEqualTo(config.get("experiment").get("num_classes").asInt() - 1);
  }

  private static double[] steps(int total, IntToDoubleFunction value) {
    double[] out = new double[total];
    Arrays.setAll(out, value);
    return out;
  }

  private static double[] array(JsonNode node) {
    double[] out = new double[node.size()];
    Arrays.setAll(out, i -> node.get(i).asDouble());
    return out;
  }

  private static DynamicNode test(String what, Executable body) {
    return DynamicTest.dynamicTest(what, body);
  }
}
