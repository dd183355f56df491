package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertMaxAbs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.TargetDecaySchedule;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Kind {@code schedules}: learning rate and target decay at the steps of the case. */
final class SchedulesCheck implements ReferenceCheck {
  /** The reference computes in float32; measured difference at most 1.4e-7 of the maximum. */
  private static final double OF_MAXIMUM = 1e-6;

  @Override
  public Stream<DynamicNode> tests(ReferenceCase testCase) {
    return StreamSupport.stream(testCase.info().get("configs").spliterator(), false)
        .flatMap(config -> of(testCase, config));
  }

  private static Stream<DynamicNode> of(ReferenceCase testCase, JsonNode config) {
    String name = config.get("name").asText();
    int total = config.get("max_steps").asInt();
    LearningRateSchedule learningRate =
        LearningRateSchedule.warmupCosine(
            config.get("base_learning_rate").asDouble(),
            config.get("batch_size").asInt(),
            config.get("warmup_steps").asInt());
    DynamicNode first =
        DynamicTest.dynamicTest(
            name + " has the reference's learning rates",
            () -> compare(testCase, name, "learning_rate", step -> learningRate.at(step, total)));
    if (config.path("base_target_ema").isNull() || !config.has("base_target_ema")) {
      return Stream.of(first);
    }
    TargetDecaySchedule tau = TargetDecaySchedule.cosine(config.get("base_target_ema").asDouble());
    return Stream.of(
        first,
        DynamicTest.dynamicTest(
            name + " has the reference's target decays",
            () -> compare(testCase, name, "tau", step -> tau.at(step, total))));
  }

  private static void compare(
      ReferenceCase testCase, String config, String quantity, IntToDoubleFunction ours) {
    String name = config + "/" + quantity;
    double[] expected = testCase.array(name).values();
    double[] actual =
        Arrays.stream(testCase.array(config + "/step").ints()).mapToDouble(ours).toArray();
    assertMaxAbs(name, expected, actual, OF_MAXIMUM * Arrays.stream(expected).max().orElseThrow());
  }
}
