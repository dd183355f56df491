package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.update.Adaptation;
import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.engine.update.ParameterUpdate;
import dev.byol.trainer.engine.update.UpdateSlot;
import dev.byol.trainer.optim.LearningRateSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code lars}: a few updates of tensors of every sort. */
final class LarsCheck implements ReferenceCheck {
  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    List<DynamicNode> tests = new ArrayList<>();
    tests.add(
        dynamicTest(
            "agrees in float32",
            () -> check(testCase, testCase.arrays(), Precision.FLOAT32, 2e-6)));
    Optional<Map<String, NpyArray>> twin = testCase.float64();
    twin.ifPresent(
        arrays ->
            tests.add(
                dynamicTest(
                    "agrees in float64", () -> check(testCase, arrays, Precision.FLOAT64, 1e-7))));
    return tests.stream();
  }

  private static void check(
      ReferenceCase testCase, Map<String, NpyArray> arrays, Precision precision, double tolerance) {
    JsonNode config = testCase.info().get("config");
    List<String> excluded = new ArrayList<>();
    testCase.info().get("excluded").forEach(name -> excluded.add(name.asText()));
    for (String name : arrays.keySet()) {
      if (name.startsWith("params0/")) {
        checkTensor(config, arrays, precision, tolerance, name.substring(8), excluded);
      }
    }
  }

  private static void checkTensor(
      JsonNode config,
      Map<String, NpyArray> arrays,
      Precision precision,
      double tolerance,
      String path,
      List<String> excluded) {
    int slash = path.lastIndexOf('/');
    Adaptation adaptation = Adaptation.of(path.substring(0, slash), path.substring(slash + 1));
    assertThat(adaptation == Adaptation.PLAIN).as(path).isEqualTo(excluded.contains(path));
    JsonNode optimizer = config.get("optimizer_config");
    JsonNode schedule = config.get("lr_schedule_config");
    LearningRateSchedule rate =
        LearningRateSchedule.warmupCosine(
            schedule.get("base_learning_rate").asDouble(),
            config.get("batch_size").asInt(),
            schedule.get("warmup_steps").asLong());
    try (LaneBench bench = new LaneBench(precision)) {
      FlatBuffer parameter = bench.flat(arrays.get("params0/" + path).values());
      FlatBuffer gradient = bench.flat((int) parameter.length());
      FlatBuffer momentum = bench.flat((int) parameter.length());
      Message unsound = bench.engine().message(1);
      ParameterUpdate lars =
          bench
              .engine()
              .update(
                  new LarsSettings(
                      optimizer.get("weight_decay").asDouble(),
                      optimizer.get("eta").asDouble(),
                      optimizer.get("momentum").asDouble()),
                  List.of(
                      new UpdateSlot(
                          adaptation,
                          parameter,
                          gradient,
                          momentum,
                          bench.flat((int) parameter.length()))));
      for (int i = 0; i < config.get("steps").asInt(); i++) {
        gradient.write(arrays.get("grads" + i + "/" + path).values());
        lars.measure(unsound);
        assertThat(unsound.read()).containsExactly(0);
        lars.run(
            rate.at(config.get("first_step").asInt() + i, config.get("max_steps").asLong()), 1);
        String params = "params" + (i + 1) + "/" + path;
        String mu = "mu" + (i + 1) + "/" + path;
        assertRelativeL2(params, arrays.get(params).values(), LaneBench.read(parameter), tolerance);
        assertRelativeL2(mu, arrays.get(mu).values(), LaneBench.read(momentum), tolerance);
      }
    }
  }
}
