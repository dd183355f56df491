package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertMaxAbs;
import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static dev.byol.trainer.reference.Closeness.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.eval.LinearEvaluation;
import dev.byol.trainer.nn.SoftmaxCrossEntropy;
import dev.byol.trainer.nn.TopK;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.NesterovMomentum;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * Kind {@code linear_eval}: the optimiser from the recorded traces, and the evaluation of the
 * recorded embeddings.
 */
final class LinearEvalCheck implements ReferenceCheck {
  private static final double FLOAT32 = 1e-5;
  private static final double FLOAT64 = 1e-9;

  @Override
  public Stream<DynamicNode> tests(ReferenceCase testCase) {
    Stream<DynamicNode> inFloat = of(testCase, testCase.arrays(), "", FLOAT32);
    return testCase
        .float64()
        .map(arrays -> Stream.concat(inFloat, of(testCase, arrays, "_float64", FLOAT64)))
        .orElse(inFloat);
  }

  private static Stream<DynamicNode> of(
      ReferenceCase testCase, Map<String, NpyArray> arrays, String suffix, double tolerance) {
    return Stream.of(
        test("the optimiser agrees" + suffix, () -> optimiser(testCase, arrays, suffix, tolerance)),
        test(
            "the evaluation agrees" + suffix,
            () -> evaluation(testCase, arrays, suffix, tolerance)));
  }

  /** Gradients are what a trace holds beyond the momentum times the one before. */
  private static void optimiser(
      ReferenceCase testCase, Map<String, NpyArray> arrays, String suffix, double tolerance) {
    LinearEvaluation.Settings settings = settings(testCase.info());
    double momentum = settings.optimiser().momentum();
    long firstStep = testCase.info().get("config").path("first_step").asLong(0);
    for (String part : new String[] {"linear/w", "linear/b"}) {
      int[] shape = arrays.get("after1/classif_params/" + part).shape();
      double[] parameters =
          doubles(
              Fill.fill(
                  testCase.info().get("fill_prefix").asText() + "/classif/" + part,
                  shape,
                  Fill.kindOf(part)));
      double[] trace = new double[parameters.length];
      for (int i = 0; i < testCase.info().get("config").get("steps").asInt(); i++) {
        double[] newTrace = arrays.get("after%d/classif_trace/%s".formatted(i + 1, part)).values();
        double[] gradient = new double[trace.length];
        for (int j = 0; j < gradient.length; j++) {
          gradient[j] = newTrace[j] - momentum * trace[j];
        }
        double learningRate = settings.schedule().at(firstStep + i, settings.totalSteps());
        double logged = testCase.info().get("logs" + suffix).get(i).get("learning_rate").asDouble();
        assertMaxAbs(
            "learning rate of step " + i,
            new double[] {logged},
            new double[] {learningRate},
            tolerance * logged);
        settings.optimiser().stepInPlace(learningRate, gradient, trace, parameters);
        String name = "after%d/classif_params/%s".formatted(i + 1, part);
        assertRelativeL2(name, arrays.get(name).values(), parameters, tolerance);
      }
    }
  }

  private static void evaluation(
      ReferenceCase testCase, Map<String, NpyArray> arrays, String suffix, double tolerance) {
    LinearEvaluation.Settings settings = settings(testCase.info());
    String after =
        "after%d/classif_params/linear/"
            .formatted(testCase.info().get("config").get("steps").asInt());
    LinearEvaluation classifier =
        new LinearEvaluation(
            settings, arrays.get(after + "w").values(), arrays.get(after + "b").values());
    double[] logits = classifier.logits(arrays.get("eval/embedding").values());
    int[] labels = arrays.get("eval/labels").ints();
    int classes = settings.classes();
    assertRelativeL2("eval/logits", arrays.get("eval/logits").values(), logits, tolerance);
    assertRelativeL2(
        "eval/eval_loss",
        arrays.get("eval/eval_loss").values(),
        SoftmaxCrossEntropy.perRow(logits, classes, labels),
        tolerance);
    JsonNode means = testCase.info().get("eval_means" + suffix);
    assertMaxAbs(
        "eval means",
        new double[] {
          means.get("eval_loss").asDouble(),
          means.get("top1_accuracy").asDouble(),
          means.get("top5_accuracy").asDouble()
        },
        new double[] {
          SoftmaxCrossEntropy.mean(logits, classes, labels),
          TopK.accuracy(logits, classes, labels, 1),
          TopK.accuracy(logits, classes, labels, 5)
        },
        10 * tolerance);
  }

  private static LinearEvaluation.Settings settings(JsonNode info) {
    JsonNode experiment = info.get("config").get("experiment");
    JsonNode schedule = experiment.get("lr_schedule_config");
    return new LinearEvaluation.Settings(
        experiment.get("num_classes").asInt(),
        experiment.get("max_steps").asLong(),
        LearningRateSchedule.warmupCosine(
            schedule.get("base_learning_rate").asDouble(),
            experiment.get("batch_size").asInt(),
            schedule.get("warmup_steps").asLong()),
        new NesterovMomentum(experiment.get("optimizer_config").get("momentum").asDouble()));
  }

  private static DynamicNode test(String what, Executable body) {
    return DynamicTest.dynamicTest(what, body);
  }
}
