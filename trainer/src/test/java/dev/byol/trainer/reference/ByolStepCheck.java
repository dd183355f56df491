package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertMaxAbs;
import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.byol.StepMetrics;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.byol.TrainStep;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.nn.Node;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ParameterLayout;
import dev.byol.trainer.nn.RunningStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/**
 * Kind {@code byol_step}: whole update steps, a lane for each of the reference's devices and other
 * numbers of lanes.
 *
 * <p>In float64 a whole run is compared with the reference's. In float32 each step starts from the
 * state of such a run, and is compared with what the run makes of it: one jump at a tie would
 * otherwise spread to all later steps, and only wide bounds could hold them.
 */
final class ByolStepCheck implements ReferenceCheck {
  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase reference) {
    StepCase testCase = StepCase.of(reference);
    int devices = testCase.config().get("devices").asInt();
    List<DynamicNode> tests = new ArrayList<>();
    for (int lanes : new int[] {devices, devices == 1 ? 2 : 1, 3}) {
      tests.add(
          dynamicTest(
              "agrees in float32 with %d lanes".formatted(lanes),
              () -> inFloat32(testCase, lanes)));
      tests.add(
          dynamicTest(
              "agrees in float64 with %d lanes".formatted(lanes),
              () -> inFloat64(testCase, lanes)));
    }
    return tests.stream();
  }

  /**
   * Most that may differ, relative to the length of an array: about five times what was measured on
   * AVX2 and AVX-512.
   */
  private record Bounds(double losses, double results, double statistics, double evaluation) {
    /** One step in float32 (losses measured at 2e-6, gradients at 3.4e-5). */
    static final Bounds FLOAT32 = new Bounds(1e-5, 2e-4, 2e-5, 5e-4);

    /** The first step in float64, whose learning rate the reference rounds without effect. */
    static final Bounds FIRST = new Bounds(1e-9, 1e-9, 1e-9, 1e-8);

    /** Later steps in float64: the reference rounds its learning rate to float32 even here. */
    static final Bounds LATER = new Bounds(1e-8, 1e-8, 1e-8, 1e-8);

    /** A run in float64 beside the reference's in float32 after several steps. */
    static final Bounds MIXED = new Bounds(1e-8, 1e-3, 1e-4, 1e-3);
  }

  private static void inFloat64(StepCase testCase, int lanes) {
    boolean twin = testCase.reference().float64().isPresent();
    try (Engine engine = EngineUnderTest.start(Precision.FLOAT64)) {
      TrainState state = testCase.start(engine);
      try (TrainStep step = testCase.step(engine, state, lanes)) {
        for (int i = 0; i < testCase.steps(); i++) {
          StepMetrics metrics =
              step.prepare(testCase.number(i), testCase.input(i)).vote(Collectives.solo()).commit();
          Bounds bounds = i == 0 ? Bounds.FIRST : Bounds.LATER;
          logsAgree(testCase, i, metrics, bounds.losses());
          if (i == 0) {
            gradientsAgree(testCase, step.gradient(), twin ? bounds : Bounds.FLOAT32);
          }
          snapshotAgrees(testCase, i + 1, state, twin ? bounds : Bounds.MIXED);
        }
      }
      StepEvaluation.agrees(
          testCase, engine, state, lanes, (twin ? Bounds.LATER : Bounds.MIXED).evaluation());
    }
  }

  private static void inFloat32(StepCase testCase, int lanes) {
    try (Engine engine = EngineUnderTest.start(Precision.FLOAT32);
        Float64Guide guide = new Float64Guide(testCase)) {
      TrainState state = testCase.start(engine);
      try (TrainStep step = testCase.step(engine, state, lanes)) {
        for (int i = 0; i < testCase.steps(); i++) {
          guide.handOver(state);
          guide.advance();
          StepMetrics metrics =
              step.prepare(testCase.number(i), testCase.input(i)).vote(Collectives.solo()).commit();
          logsAgree(testCase, i, metrics, Bounds.FLOAT32.losses());
          if (i == 0) {
            gradientsAgree(testCase, step.gradient(), Bounds.FLOAT32);
            snapshotAgrees(testCase, 1, state, Bounds.FLOAT32);
          }
          resultsAgree("step " + i + " ", guide, guide.results(step, state));
          statisticsAgree(guide.state().online(), state.online());
          statisticsAgree(guide.state().target(), state.target());
        }
      }
      StepEvaluation.agrees(testCase, engine, state, lanes, Bounds.FLOAT32.evaluation());
    }
  }

  /** Results with the guide's; what a tie moves in float64 may differ by as much in float32. */
  private static void resultsAgree(String step, Float64Guide guide, Map<String, double[]> results) {
    Map<String, double[]> expected = guide.results();
    Map<String, Double> jumps = null;
    for (Map.Entry<String, double[]> result : results.entrySet()) {
      String name = result.getKey();
      double[] wanted = expected.get(name);
      double bound = Bounds.FLOAT32.results();
      if (!isNoise(name) && !(Closeness.relativeL2(wanted, result.getValue()) <= bound)) {
        jumps = jumps == null ? guide.jumps() : jumps;
        bound = Math.max(bound, 1.5 * jumps.get(name));
      }
      close(step + name, wanted, result.getValue(), bound);
    }
  }

  private static void statisticsAgree(NetworkState expected, NetworkState actual) {
    for (int i = 0; i < expected.statistics().size(); i++) {
      RunningStatistics wanted = expected.statistics().get(i);
      RunningStatistics given = actual.statistics().get(i);
      wanted
          .vectors()
          .forEach(
              (name, vector) ->
                  assertRelativeL2(
                      name,
                      vector.read(),
                      given.vectors().get(name).read(),
                      Bounds.FLOAT32.statistics()));
      assertThat(given.counter()).isEqualTo(wanted.counter());
    }
  }

  /** Always with the reference's losses in float64: in float32 its own run of one case jumps. */
  private static void logsAgree(StepCase testCase, int i, StepMetrics metrics, double tolerance) {
    JsonNode expected = testCase.reference().info().get("logs_float64").get(i);
    StepMetrics.ClassifierMetrics classifier = metrics.classifier().orElseThrow();
    assertThat(metrics.regressionLoss())
        .isCloseTo(expected.get("repr_loss").asDouble(), within(tolerance));
    assertThat(classifier.loss())
        .isCloseTo(expected.get("classif_loss").asDouble(), within(tolerance));
    assertThat(metrics.learningRate())
        .isCloseTo(expected.get("learning_rate").asDouble(), within(1e-6));
    assertThat(metrics.targetDecay()).isCloseTo(expected.get("tau").asDouble(), within(1e-6));
    assertThat(classifier.top1()).isCloseTo(expected.get("top1_accuracy").asDouble(), within(1e-6));
    assertThat(classifier.top5()).isCloseTo(expected.get("top5_accuracy").asDouble(), within(1e-6));
  }

  private static void gradientsAgree(StepCase testCase, FlatBuffer gradient, Bounds bounds) {
    for (Parameter parameter : testCase.network().layout().parameters()) {
      String key = "step0/grads/" + parameter.path();
      NpyArray expected = testCase.arrays().get(key);
      if (expected == null) {
        continue;
      }
      double[] ours = LaneBench.read(ParameterLayout.slice(gradient, parameter));
      close(key, expected.values(), ours, bounds.results());
    }
  }

  private static void snapshotAgrees(
      StepCase testCase, int steps, TrainState state, Bounds bounds) {
    String name = "after" + steps;
    parametersAgree(testCase, name + "/online_params/", state.online().parameters(), bounds);
    parametersAgree(testCase, name + "/target_params/", state.target().parameters(), bounds);
    parametersAgree(testCase, name + "/mu/", state.momentum(), bounds);
    statisticsAgree(testCase, name + "/online_state/", state.online(), steps, bounds);
    statisticsAgree(testCase, name + "/target_state/", state.target(), steps, bounds);
  }

  private static void parametersAgree(
      StepCase testCase, String group, FlatBuffer values, Bounds bounds) {
    for (Parameter parameter : testCase.network().layout().parameters()) {
      NpyArray expected = testCase.arrays().get(group + parameter.path());
      if (expected != null) {
        close(
            group + parameter.path(),
            expected.values(),
            LaneBench.read(ParameterLayout.slice(values, parameter)),
            bounds.results());
      }
    }
  }

  private static void statisticsAgree(
      StepCase testCase, String group, NetworkState state, int steps, Bounds bounds) {
    for (Node.BatchNorm norm : testCase.network().graph().batchNorms()) {
      String module = group + norm.scale().module() + "/~/";
      if (testCase.arrays().containsKey(module + "mean_ema/hidden")) {
        RunningStatistics statistics = state.statistics().get(norm.index());
        statistics
            .vectors()
            .forEach(
                (key, vector) ->
                    assertRelativeL2(
                        module + key,
                        testCase.arrays().get(module + key).values(),
                        vector.read(),
                        bounds.statistics()));
        assertThat(statistics.counter()).isEqualTo(2 * steps);
      }
    }
  }

  /** Whether this is zero by mathematics, and so noise in the reference and here. */
  private static boolean isNoise(String what) {
    return what.endsWith("/linear/b");
  }

  private static void close(String what, double[] expected, double[] actual, double tolerance) {
    if (isNoise(what)) {
      assertMaxAbs(what, expected, actual, 1e-5);
    } else {
      assertRelativeL2(what, expected, actual, tolerance);
    }
  }
}
