package dev.byol.trainer.reference;

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
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The training of one case of kind {@code fine_tune}; its batch norms see one device's images, so
 * that must be all.
 */
final class FineTuneRun {
  private final ReferenceCase testCase;
  private final Precision precision;
  private final JsonNode config;
  private final JsonNode experiment;
  private final String prefix;
  private final int size;
  private final int classes;
  private final Map<Parameter, double[]> values = new HashMap<>();
  private final Map<Parameter, double[]> traces = new HashMap<>();
  private final Map<String, double[]> arrays = new TreeMap<>();

  /**
   * What it gives.
   *
   * @param arrays by the names of the case's arrays, and {@code train_loss/STEP}
   * @param counters of the running statistics, by batch norm
   * @param top1 share of the evaluated images whose class has the highest logit
   * @param top5 share of those whose class is among the five highest
   */
  record Results(
      Map<String, double[]> arrays, Map<String, Integer> counters, double top1, double top5) {}

  private FineTuneRun(ReferenceCase testCase, Precision precision) {
    this.testCase = testCase;
    this.precision = precision;
    this.config = testCase.info().get("config");
    this.experiment = config.get("experiment");
    this.prefix = testCase.info().get("fill_prefix").asText();
    this.size = config.get("image_size").asInt();
    this.classes = experiment.get("num_classes").asInt();
    if (config.get("devices").asInt() != 1) {
      throw new IllegalArgumentException("fine-tuning is checked on one device only");
    }
  }

  /**
   * Trains and evaluates.
   *
   * @param nudge may change each parameter before each step
   */
  static Results of(ReferenceCase testCase, Precision precision, Consumer<double[]> nudge)
      throws InterruptedException {
    return new FineTuneRun(testCase, precision).run(nudge);
  }

  private Results run(Consumer<double[]> nudge) throws InterruptedException {
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
      builder.parameters().parameters().forEach(parameter -> nudge.accept(values.get(parameter)));
      try (NetworkBench bench = bench(builder, logits, batch)) {
        statistics.forEach((module, state) -> state.to(statisticsOf(bench, module)));
        update(bench, step, batch);
        statistics.replaceAll((module, state) -> Restored.of(statisticsOf(bench, module)));
      }
    }
    keepBackbone("after" + steps, statistics);
    return evaluated(builder, logits, statistics);
  }

  private NetworkBench bench(GraphBuilder builder, int output, int images) {
    return new NetworkBench(
        builder,
        output,
        images,
        precision,
        experiment.path("bn_decay_rate").asDouble(0.9),
        1e-5,
        values::get);
  }

  private void update(NetworkBench bench, int step, int batch) throws InterruptedException {
    String of = prefix + "/step" + step;
    int[] labels = Fill.labels(of + "/labels", batch, classes);
    double[] logits = bench.train(images(of, batch));
    double loss = SoftmaxCrossEntropy.mean(logits, classes, labels);
    arrays.put("train_loss/" + step, new double[] {loss});
    bench.backward(SoftmaxCrossEntropy.gradientOfMean(logits, classes, labels));
    NesterovMomentum optimiser =
        new NesterovMomentum(experiment.get("optimizer_config").get("momentum").asDouble());
    for (Parameter parameter : bench.parameters()) {
      double[] trace = traces.get(parameter);
      double[] value = values.get(parameter);
      optimiser.stepInPlace(learningRate(testCase, step), bench.gradient(parameter), trace, value);
      if (isClassifier(parameter)) {
        String after = "after" + (step + 1) + "/classif_";
        arrays.put(after + "trace/" + parameter.path(), trace.clone());
        arrays.put(after + "params/" + parameter.path(), value.clone());
      }
    }
  }

  /** The rate of a step. */
  static double learningRate(ReferenceCase testCase, int step) {
    JsonNode config = testCase.info().get("config");
    JsonNode experiment = config.get("experiment");
    JsonNode schedule = experiment.get("lr_schedule_config");
    return LearningRateSchedule.warmupCosine(
            schedule.get("base_learning_rate").asDouble(),
            experiment.get("batch_size").asInt(),
            schedule.get("warmup_steps").asInt())
        .at(config.path("first_step").asInt(0) + step, experiment.get("max_steps").asInt());
  }

  private void keepBackbone(String after, Map<String, Restored> statistics) {
    values.forEach(
        (parameter, value) -> {
          if (!isClassifier(parameter)) {
            arrays.put(after + "/backbone_params/" + parameter.path(), value);
            arrays.put(after + "/backbone_trace/" + parameter.path(), traces.get(parameter));
          }
        });
    statistics.forEach(
        (module, state) ->
            state
                .arrays()
                .forEach(
                    (name, value) ->
                        arrays.put(after + "/backbone_state/" + module + "/~/" + name, value)));
  }

  private Results evaluated(GraphBuilder builder, int output, Map<String, Restored> statistics) {
    int batch = config.get("eval_batch").asInt();
    int[] labels = Fill.labels(prefix + "/eval/labels", batch, classes);
    try (NetworkBench bench = bench(builder, output, batch)) {
      statistics.forEach((module, state) -> state.to(statisticsOf(bench, module)));
      double[] logits = bench.evaluate(images(prefix + "/eval", batch));
      arrays.put("eval/logits", logits);
      arrays.put("eval/eval_loss", SoftmaxCrossEntropy.perRow(logits, classes, labels));
      Map<String, Integer> counters = new TreeMap<>();
      statistics.forEach((module, state) -> counters.put(module, state.counter()));
      return new Results(
          arrays,
          counters,
          TopK.accuracy(logits, classes, labels, 1),
          TopK.accuracy(logits, classes, labels, 5));
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
