package dev.byol.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.engine.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/**
 * Kind {@code fine_tune}: encoder and linear classifier trained together on one device.
 *
 * <p>In float64 our run must lie as far from the reference's float32 as the reference's own float64
 * does, which every case tells: no tolerance of ours is in that. In float32 two runs that round
 * differently are compared after several steps, which magnify what each has rounded: a batch norm
 * over the few values of the last maps by some hundred times, a tie of a ReLU by more. How much is
 * a property of the case, and {@link RoundingReach} measures it.
 */
final class FineTuneCheck implements ReferenceCheck {
  /** After some steps in float32, of cases that magnify little. */
  private static final double TRAINED = 1e-3;

  /** The reference rounds its learning rate to float32 even in float64. */
  private static final double FLOAT64 = 1e-8;

  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    List<DynamicNode> tests = new ArrayList<>();
    tests.add(dynamicTest("agrees in float32", () -> inFloat32(testCase)));
    if (testCase.info().has("logs_float64")) {
      tests.add(dynamicTest("agrees in float64", () -> inFloat64(testCase)));
    }
    return tests.stream();
  }

  private static void inFloat32(ReferenceCase testCase) throws InterruptedException {
    schedulesAndLabelsAgree(testCase);
    countsAgree(
        testCase, "eval_means", resultsAgree(testCase, name -> expected(testCase, "logs", name)));
  }

  /** Trains in float32 on the engine under test and compares with what is expected by name. */
  static FineTuneRun.Results resultsAgree(
      ReferenceCase testCase, Function<String, double[]> expected) throws InterruptedException {
    FineTuneRun.Results ours = FineTuneRun.of(testCase, Precision.FLOAT32, values -> {});
    Optional<Map<String, Double>> reach = Optional.empty();
    for (Map.Entry<String, double[]> result : ours.arrays().entrySet()) {
      String name = result.getKey();
      double[] wanted = expected.apply(name);
      double bound = TRAINED;
      if (!(Closeness.relativeL2(wanted, result.getValue()) <= bound)) {
        if (reach.isEmpty()) {
          reach = Optional.of(RoundingReach.of(testCase));
        }
        bound = Math.max(bound, RoundingReach.between(reach.get().get(name)));
      }
      Closeness.assertRelativeL2(name, wanted, result.getValue(), bound);
    }
    return ours;
  }

  private static void inFloat64(ReferenceCase testCase) throws InterruptedException {
    FineTuneRun.Results ours = FineTuneRun.of(testCase, Precision.FLOAT64, values -> {});
    for (Map.Entry<String, double[]> result : ours.arrays().entrySet()) {
      String name = result.getKey();
      boolean told = name.startsWith("train_loss/") || testCase.float64().isPresent();
      Closeness.assertRelativeL2(
          name,
          expected(testCase, "logs_float64", name),
          result.getValue(),
          told ? FLOAT64 : FLOAT64 + ownDistance(testCase, name));
    }
    countsAgree(testCase, "eval_means_float64", ours);
  }

  /** How far the reference's float32 is from its float64, by its own account. */
  private static double ownDistance(ReferenceCase testCase, String name) {
    String[] path = name.split("/");
    String group = path.length <= 2 ? name : path[0] + "/\u2026/" + path[path.length - 1];
    double told =
        testCase.info().get("float32_vs_float64").get("arrays").get(group).get("l2_rel").asDouble();
    // It is relative to the length in float64, and what it is added to is relative to the other.
    return told / (1 - told);
  }

  private static double[] expected(ReferenceCase testCase, String logs, String name) {
    if (name.startsWith("train_loss/")) {
      int step = Integer.parseInt(name.substring(name.indexOf('/') + 1));
      return new double[] {testCase.info().get(logs).get(step).get("train_loss").asDouble()};
    }
    return logs.equals("logs_float64")
        ? EncoderCheck.expected(testCase, Precision.FLOAT64, name)
        : testCase.array(name).values();
  }

  private static void schedulesAndLabelsAgree(ReferenceCase testCase) {
    JsonNode config = testCase.info().get("config");
    int batch = config.get("experiment").get("batch_size").asInt();
    int classes = config.get("experiment").get("num_classes").asInt();
    for (int step = 0; step < config.get("steps").asInt(); step++) {
      String of = "step" + step + "/labels";
      String prefix = testCase.info().get("fill_prefix").asText() + "/";
      assertThat(Fill.labels(prefix + of, batch, classes)).isEqualTo(testCase.array(of).ints());
      double logged = testCase.info().get("logs").get(step).get("learning_rate").asDouble();
      assertThat(FineTuneRun.learningRate(testCase, step)).isCloseTo(logged, within(1e-6 * logged));
    }
  }

  private static void countsAgree(ReferenceCase testCase, String means, FineTuneRun.Results ours) {
    int steps = testCase.info().get("config").get("steps").asInt();
    ours.counters()
        .forEach(
            (module, counter) ->
                assertThat(counter)
                    .isEqualTo(
                        testCase.array(
                                "after"
                                    + steps
                                    + "/backbone_state/"
                                    + module
                                    + "/~/mean_ema/counter")
                            .ints()[0]));
    JsonNode expected = testCase.info().get(means);
    assertThat(ours.top1()).isCloseTo(expected.get("top1_accuracy").asDouble(), within(1e-6));
    assertThat(ours.top5()).isCloseTo(expected.get("top5_accuracy").asDouble(), within(1e-6));
  }
}
