package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.engine.InputNormalisation;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.loss.SoftmaxCrossEntropy;
import dev.byol.trainer.engine.loss.TopK;
import dev.byol.trainer.nn.GraphBuilder;
import dev.byol.trainer.nn.GraphBuilder.Bias;
import dev.byol.trainer.nn.Node;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ResNet;
import dev.byol.trainer.nn.RunningStatistics;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.NesterovMomentum;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code fine_tune}: encoder and linear classifier trained together on one device. */
final class FineTuneCheck implements ReferenceCheck {
  private static final double TRAINED = 1e-3;

  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    return Stream.of(dynamicTest("agrees in float32", () -> new Run(testCase).check()));
  }

  /** The training of one case; its batch norms see one device's images, so that must be all. */
  private static final class Run {
    private final ReferenceCase testCase;
    private final JsonNode config;
    private final JsonNode experiment;
    private final String prefix;
    private final int size;
    private final int classes;
    private final Map<Parameter, double[]> values = new HashMap<>();
    private final Map<Parameter, double[]> traces = new HashMap<>();

    Run(ReferenceCase testCase) {
      this.testCase = testCase;
      this.config = testCase.info().get("config");
      this.experiment = config.get("experiment");
      this.prefix = testCase.info().get("fill_prefix").asText();
      this.size = config.get("image_size").asInt();
      this.classes = experiment.get("num_classes").asInt();
      if (config.get("devices").asInt() != 1) {
        throw new IllegalArgumentException("fine-tuning is checked on one device only");
      }
    }

    void check() throws InterruptedException {
      int batch = experiment.get("batch_size").asInt();
      GraphBuilder builder = GraphBuilder.forImages(size, size);
      int embedding = ResNet.append(builder, builder.input(), EncoderCheck.specOf(experiment));
      int logits = builder.linear("linear", embedding, classes, Bias.WITH);
      for (Parameter parameter : builder.parameters().parameters()) {
        String network = isClassifier(parameter) ? "/classif/" : "/online/";
        values.put(parameter, EncoderCheck.parameterValues(prefix + network, parameter));
        traces.put(parameter, new double[parameter.size()]);
      }
      Map<String, Restored> statistics = startStatistics(builder);
      int steps = config.get("steps").asInt();
      for (int step = 0; step < steps; step++) {
        try (NetworkBench bench = bench(builder, logits, batch)) {
          statistics.forEach((module, state) -> state.to(statisticsOf(bench, module)));
          update(bench, step, batch);
          statistics.replaceAll((module, state) -> Restored.of(statisticsOf(bench, module)));
        }
      }
      backboneAgrees(steps);
      statistics.forEach((module, state) -> stateAgrees(steps, module, state));
      evaluationAgrees(builder, logits, statistics);
    }

    private NetworkBench bench(GraphBuilder builder, int output, int images) {
      return new NetworkBench(
          builder,
          output,
          images,
          Precision.FLOAT32,
          experiment.path("bn_decay_rate").asDouble(0.9),
          1e-5,
          values::get);
    }

    private void update(NetworkBench bench, int step, int batch) throws InterruptedException {
      String of = prefix + "/step" + step;
      int[] labels = Fill.labels(of + "/labels", batch, classes);
      assertThat(labels).isEqualTo(testCase.array("step" + step + "/labels").ints());
      double[] logits = bench.train(images(of, batch));
      JsonNode log = testCase.info().get("logs").get(step);
      double loss = log.get("train_loss").asDouble();
      assertThat(SoftmaxCrossEntropy.mean(logits, classes, labels))
          .isCloseTo(loss, within(TRAINED * loss));
      bench.backward(SoftmaxCrossEntropy.gradientOfMean(logits, classes, labels));
      double rate = learningRate(step);
      double logged = log.get("learning_rate").asDouble();
      assertThat(rate).isCloseTo(logged, within(1e-6 * logged));
      NesterovMomentum optimiser =
          new NesterovMomentum(experiment.get("optimizer_config").get("momentum").asDouble());
      for (Parameter parameter : bench.parameters()) {
        optimiser.stepInPlace(
            rate, bench.gradient(parameter), traces.get(parameter), values.get(parameter));
        if (isClassifier(parameter)) {
          String after = "after" + (step + 1) + "/classif_";
          agrees(after + "trace/" + parameter.path(), traces.get(parameter));
          agrees(after + "params/" + parameter.path(), values.get(parameter));
        }
      }
    }

    private double learningRate(int step) {
      JsonNode schedule = experiment.get("lr_schedule_config");
      return LearningRateSchedule.warmupCosine(
              schedule.get("base_learning_rate").asDouble(),
              experiment.get("batch_size").asInt(),
              schedule.get("warmup_steps").asInt())
          .at(config.path("first_step").asInt(0) + step, experiment.get("max_steps").asInt());
    }

    private void backboneAgrees(int steps) {
      values.forEach(
          (parameter, ours) -> {
            if (!isClassifier(parameter)) {
              agrees("after" + steps + "/backbone_params/" + parameter.path(), ours);
              agrees(
                  "after" + steps + "/backbone_trace/" + parameter.path(), traces.get(parameter));
            }
          });
    }

    private void stateAgrees(int steps, String module, Restored state) {
      String key = "after" + steps + "/backbone_state/" + module + "/~/";
      state.arrays().forEach((name, ours) -> agrees(key + name, ours));
      assertThat(state.counter()).isEqualTo(testCase.array(key + "mean_ema/counter").ints()[0]);
    }

    private void evaluationAgrees(
        GraphBuilder builder, int output, Map<String, Restored> statistics) {
      int batch = config.get("eval_batch").asInt();
      int[] labels = Fill.labels(prefix + "/eval/labels", batch, classes);
      try (NetworkBench bench = bench(builder, output, batch)) {
        statistics.forEach((module, state) -> state.to(statisticsOf(bench, module)));
        double[] logits = bench.evaluate(images(prefix + "/eval", batch));
        agrees("eval/logits", logits);
        agrees("eval/eval_loss", SoftmaxCrossEntropy.perRow(logits, classes, labels));
        JsonNode means = testCase.info().get("eval_means");
        assertThat(TopK.accuracy(logits, classes, labels, 1))
            .isCloseTo(means.get("top1_accuracy").asDouble(), within(1e-6));
        assertThat(TopK.accuracy(logits, classes, labels, 5))
            .isCloseTo(means.get("top5_accuracy").asDouble(), within(1e-6));
      }
    }

    private double[] images(String of, int batch) {
      int[] shape = {batch, size, size, 3};
      double[] images = Closeness.doubles(Fill.fill(of + "/images", shape, Fill.Kind.UNIT));
      for (int i = 0; i < images.length; i++) {
        images[i] = InputNormalisation.normalised(images[i], i % 3);
      }
      return images;
    }

    /** {@code fill_state} of the reference's README. */
    private Map<String, Restored> startStatistics(GraphBuilder builder) {
      int counter = config.get("bn_counter").asInt();
      double decay = experiment.path("bn_decay_rate").asDouble(0.9);
      Map<String, Restored> start = new HashMap<>();
      for (Node.BatchNorm norm : builder.graph().batchNorms()) {
        String module = norm.scale().module();
        Map<String, double[]> arrays = new HashMap<>();
        for (String average : new String[] {"mean_ema", "var_ema"}) {
          double[] filled =
              Closeness.doubles(
                  Fill.fill(
                      prefix + "/state/" + module + "/~/" + average + "/average",
                      new int[] {norm.scale().size()},
                      average.equals("mean_ema") ? Fill.Kind.BIAS : Fill.Kind.VAR));
          double[] hidden = new double[filled.length];
          for (int c = 0; c < hidden.length; c++) {
            hidden[c] = (float) (filled[c] * (1 - Math.pow(decay, counter)));
          }
          arrays.put(average + "/average", filled);
          arrays.put(average + "/hidden", hidden);
        }
        start.put(module, new Restored(counter, arrays));
      }
      return start;
    }

    private static RunningStatistics statisticsOf(NetworkBench bench, String module) {
      return bench.batchNorms().stream()
          .filter(norm -> norm.scale().module().equals(module))
          .map(bench::statistics)
          .findFirst()
          .orElseThrow();
    }

    private static boolean isClassifier(Parameter parameter) {
      return parameter.module().equals("linear");
    }

    private void agrees(String name, double[] actual) {
      assertRelativeL2(name, testCase.array(name).values(), actual, TRAINED);
    }
  }

  /** Running statistics outside a bench. */
  private record Restored(int counter, Map<String, double[]> arrays) {
    static Restored of(RunningStatistics statistics) {
      Map<String, double[]> copies = new HashMap<>();
      statistics.vectors().forEach((name, vector) -> copies.put(name, vector.read()));
      return new Restored(statistics.counter(), copies);
    }

    void to(RunningStatistics statistics) {
      statistics.vectors().forEach((name, vector) -> vector.write(arrays.get(name)));
      statistics.restoreCounter(counter);
    }
  }
}
