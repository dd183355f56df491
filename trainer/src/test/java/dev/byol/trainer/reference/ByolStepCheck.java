package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertMaxAbs;
import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.FeatureExtractor;
import dev.byol.trainer.byol.StepInput;
import dev.byol.trainer.byol.StepMetrics;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.byol.TrainStep;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.nn.Node;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ParameterLayout;
import dev.byol.trainer.nn.RunningStatistics;
import dev.byol.trainer.nn.TopK;
import dev.byol.trainer.optim.Lars;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code byol_step}: whole update steps, a lane for each of the reference's devices. */
final class ByolStepCheck implements ReferenceCheck {
  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    int devices = testCase.info().get("config").get("devices").asInt();
    List<DynamicNode> tests = new ArrayList<>();
    for (int lanes : new int[] {devices, devices == 1 ? 2 : 1, 3}) {
      tests.add(
          dynamicTest(
              "agrees in float32 with %d lanes".formatted(lanes),
              () -> new Run(testCase, Precision.FLOAT32, lanes).check()));
      if (testCase.float64().isPresent()) {
        tests.add(
            dynamicTest(
                "agrees in float64 with %d lanes".formatted(lanes),
                () -> new Run(testCase, Precision.FLOAT64, lanes).check()));
      }
    }
    return tests.stream();
  }

  /**
   * Tolerances of the reference's README. A gradient in float32 jumps where a ReLU's input or two
   * candidates of a pooling window are within rounding of a tie, which depends on the order of
   * summation and so on the processor: the parameters after later steps allow for that.
   */
  private record Bounds(double logs, double gradients, double parameters, double state) {
    static Bounds after(int steps, Precision precision) {
      if (precision == Precision.FLOAT64) {
        // The reference rounds its learning rate to float32 even here; that of step 0 is exact.
        return steps == 1
            ? new Bounds(1e-10, 1e-9, 1e-9, 1e-9)
            : new Bounds(1e-9, 1e-9, 1e-8, 1e-8);
      }
      if (steps == 1) {
        return new Bounds(1e-5, 5e-4, 5e-4, 1e-4);
      }
      return new Bounds(1e-5, 5e-4, 3e-2, 1e-3);
    }
  }

  /**
   * Steps in float64 beside a run in float32, which takes over their state before each step. One
   * jump at a tie would otherwise spread to all later steps (measured on one processor: a gradient
   * off by 1e-2 below one ReLU in step 1, a loss off by 1.4e-2 in step 2), and only wide bounds
   * could hold them; so every step is held to the bounds of a first one.
   */
  private static final class Guide implements AutoCloseable {
    private final Engine engine = Nd4jEngine.start(Precision.FLOAT64);
    private final TrainState state;
    private final TrainStep step;

    Guide(Run run, int batch) {
      state = run.start(engine);
      step = run.stepOf(engine, state, batch, 1);
    }

    void handOver(TrainState to) {
      copy(state.online(), to.online());
      copy(state.target(), to.target());
      to.momentum().write(LaneBench.read(state.momentum()));
    }

    void advance(int index, StepInput input) {
      step.run(index, input);
    }

    private static void copy(NetworkState from, NetworkState to) {
      to.parameters().write(LaneBench.read(from.parameters()));
      for (int i = 0; i < from.statistics().size(); i++) {
        RunningStatistics copied = to.statistics().get(i);
        from.statistics()
            .get(i)
            .arrays()
            .forEach(
                (name, values) ->
                    System.arraycopy(values, 0, copied.arrays().get(name), 0, values.length));
        copied.restoreCounter(from.statistics().get(i).counter());
      }
    }

    @Override
    public void close() {
      step.close();
      engine.close();
    }
  }

  private static final class Run {
    private final ReferenceCase testCase;
    private final Precision precision;
    private final int lanes;
    private final JsonNode config;
    private final JsonNode experiment;
    private final String prefix;
    private final ByolNetwork network;
    private final double weightDecay;

    Run(ReferenceCase testCase, Precision precision, int lanes) {
      this.testCase = testCase;
      this.precision = precision;
      this.lanes = lanes;
      this.config = testCase.info().get("config");
      this.experiment = config.get("experiment");
      this.prefix = testCase.info().get("fill_prefix").asText() + "/";
      this.weightDecay = experiment.get("optimizer_config").get("weight_decay").asDouble();
      this.network = ByolNetwork.of(new CaseExperiment(config).network());
    }

    void check() {
      int batch = experiment.get("batch_size").asInt();
      try (Engine engine = EngineUnderTest.start(precision);
          Guide guide = new Guide(this, batch)) {
        TrainState state = start(engine);
        try (TrainStep step = stepOf(engine, state, batch, lanes)) {
          for (int i = 0; i < config.get("steps").asInt(); i++) {
            if (precision == Precision.FLOAT32) {
              guide.handOver(state);
              guide.advance(firstStep() + i, input(i, batch));
            }
            StepMetrics metrics = step.run(firstStep() + i, input(i, batch));
            logsAgree(i, metrics);
            if (i == 0) {
              gradientsAgree(step.gradient());
            }
            snapshotAgrees(i + 1, state);
          }
        }
        evaluationAgrees(engine, state);
      }
    }

    TrainState start(Engine engine) {
      return new TrainState(
          filled(engine, "online"),
          filled(engine, "target"),
          engine.flat("momentum", network.layout().length()));
    }

    TrainStep stepOf(Engine engine, TrainState state, int batch, int lanes) {
      return new TrainStep(
          engine,
          network,
          state,
          new CaseExperiment(config).hyperparameters(),
          Collectives.solo(),
          batch,
          lanes);
    }

    private int firstStep() {
      return config.path("first_step").asInt(0);
    }

    private NetworkState filled(Engine engine, String name) {
      NetworkState state = network.empty(engine, name);
      for (Parameter parameter : network.layout().parameters()) {
        ParameterLayout.slice(state.parameters(), parameter)
            .write(EncoderCheck.parameterValues(prefix + name + "/", parameter));
      }
      return state;
    }

    private StepInput input(int i, int batch) {
      int size = config.get("image_size").asInt();
      int[] shape = {batch, size, size, 3};
      String images = prefix + "step" + i + "/images/";
      return new StepInput(
          batch,
          Fill.fill(images + "view1", shape, Fill.Kind.UNIT),
          Fill.fill(images + "view2", shape, Fill.Kind.UNIT),
          Fill.labels(
              prefix + "step" + i + "/labels", batch, experiment.get("num_classes").asInt()));
    }

    private void logsAgree(int i, StepMetrics metrics) {
      // The guide's way is the float64 one; the reference's own float32 run of one case has a jump.
      JsonNode info = testCase.info();
      JsonNode expected =
          (info.has("logs_float64") ? info.get("logs_float64") : info.get("logs")).get(i);
      double tolerance = bounds(i + 1).logs() * 10;
      StepMetrics.ClassifierMetrics classifier = metrics.classifier().orElseThrow();
      assertThat(metrics.regressionLoss())
          .isCloseTo(expected.get("repr_loss").asDouble(), within(tolerance));
      assertThat(classifier.loss())
          .isCloseTo(expected.get("classif_loss").asDouble(), within(tolerance));
      assertThat(metrics.learningRate())
          .isCloseTo(expected.get("learning_rate").asDouble(), within(1e-6));
      assertThat(metrics.targetDecay()).isCloseTo(expected.get("tau").asDouble(), within(1e-6));
      assertThat(classifier.top1())
          .isCloseTo(expected.get("top1_accuracy").asDouble(), within(1e-6));
      assertThat(classifier.top5())
          .isCloseTo(expected.get("top5_accuracy").asDouble(), within(1e-6));
    }

    private Bounds bounds(int steps) {
      return Bounds.after(steps, precision);
    }

    private void gradientsAgree(FlatBuffer gradient) {
      Map<String, NpyArray> expected = arrays();
      for (Parameter parameter : network.layout().parameters()) {
        String key = "step0/grads/" + parameter.path();
        if (expected.containsKey(key)) {
          double[] ours = LaneBench.read(ParameterLayout.slice(gradient, parameter));
          if (Lars.Adaptation.of(parameter.module(), parameter.name()) == Lars.Adaptation.ADAPTED) {
            double[] start = EncoderCheck.parameterValues(prefix + "online/", parameter);
            for (int i = 0; i < ours.length; i++) {
              ours[i] -= weightDecay * start[i];
            }
          }
          close(key, expected.get(key).values(), ours, bounds(1).gradients());
        }
      }
    }

    private void snapshotAgrees(int steps, TrainState state) {
      String name = "after" + steps;
      parametersAgree(name + "/online_params/", state.online().parameters(), steps);
      parametersAgree(name + "/target_params/", state.target().parameters(), steps);
      parametersAgree(name + "/mu/", state.momentum(), steps);
      statisticsAgree(name + "/online_state/", state.online(), steps);
      statisticsAgree(name + "/target_state/", state.target(), steps);
    }

    private void parametersAgree(String group, FlatBuffer values, int steps) {
      for (Parameter parameter : network.layout().parameters()) {
        NpyArray expected = arrays().get(group + parameter.path());
        if (expected != null) {
          close(
              group + parameter.path(),
              expected.values(),
              LaneBench.read(ParameterLayout.slice(values, parameter)),
              bounds(steps).parameters());
        }
      }
    }

    private void statisticsAgree(String group, NetworkState state, int steps) {
      for (Node.BatchNorm norm : network.graph().batchNorms()) {
        String module = group + norm.scale().module() + "/~/";
        if (!arrays().containsKey(module + "mean_ema/hidden")) {
          continue;
        }
        state
            .statistics()
            .get(norm.index())
            .arrays()
            .forEach(
                (key, values) ->
                    close(
                        module + key,
                        arrays().get(module + key).values(),
                        values,
                        bounds(steps).state()));
        assertThat(state.statistics().get(norm.index()).counter()).isEqualTo(2 * steps);
      }
    }

    private void evaluationAgrees(Engine engine, TrainState state) {
      NpyArray expected = arrays().get("eval/projection");
      if (expected == null) {
        return;
      }
      int count = config.get("eval_batch").asInt();
      int size = config.get("image_size").asInt();
      float[] images =
          Fill.fill(prefix + "eval/images", new int[] {count, size, size, 3}, Fill.Kind.UNIT);
      double tolerance = bounds(4).parameters();
      try (FeatureExtractor extractor =
          new FeatureExtractor(engine, network, state.online(), network.projection(), 3, lanes)) {
        float[] features = new float[count * extractor.features()];
        extractor.extract(images, count, features, 0);
        assertRelativeL2(
            "eval/projection",
            expected.values(),
            Closeness.doubles(features),
            Math.max(tolerance, 1e-6));
      }
      double[] logits = logits(engine, state, images, count);
      NpyArray expectedLogits = arrays().get("eval/logits");
      assertRelativeL2("eval/logits", expectedLogits.values(), logits, Math.max(tolerance, 1e-6));
      NpyArray top1 = arrays().get("eval/top1_accuracy");
      boolean[] correct =
          TopK.correct(logits, expectedLogits.shape()[1], testCase.array("eval/labels").ints(), 1);
      for (int i = 0; i < count; i++) {
        assertThat(correct[i]).as("top-1 of picture " + i).isEqualTo(top1.values()[i] == 1);
      }
    }

    private double[] logits(Engine engine, TrainState state, float[] images, int count) {
      ByolNetwork.Classifier classifier = network.classifier().orElseThrow();
      FlatBuffer parameters = state.online().parameters();
      double[] weights = LaneBench.read(ParameterLayout.slice(parameters, classifier.weights()));
      double[] bias = LaneBench.read(ParameterLayout.slice(parameters, classifier.bias()));
      double[] logits = new double[count * bias.length];
      try (FeatureExtractor extractor =
          new FeatureExtractor(
              engine, network, state.online(), network.representation(), 3, lanes)) {
        int features = extractor.features();
        float[] representation = new float[count * features];
        extractor.extract(images, count, representation, 0);
        for (int i = 0; i < logits.length; i++) {
          int c = i % bias.length;
          logits[i] = bias[c];
          for (int f = 0; f < features; f++) {
            logits[i] +=
                representation[i / bias.length * features + f] * weights[f * bias.length + c];
          }
        }
      }
      return logits;
    }

    private Map<String, NpyArray> arrays() {
      return precision == Precision.FLOAT64 ? testCase.float64().orElseThrow() : testCase.arrays();
    }

    /** Gradients that are zero by mathematics are noise in the reference: compared absolutely. */
    private static void close(String what, double[] expected, double[] actual, double tolerance) {
      if (what.endsWith("/linear/b")) {
        assertMaxAbs(what, expected, actual, 1e-4);
      } else {
        assertRelativeL2(what, expected, actual, tolerance);
      }
    }
  }
}
