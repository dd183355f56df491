package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertMaxAbs;
import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static dev.byol.trainer.reference.Closeness.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.loss.SoftmaxCrossEntropy;
import dev.byol.trainer.engine.loss.TopK;
import dev.byol.trainer.eval.LinearEvaluation;
import dev.byol.trainer.nn.GraphBuilder;
import dev.byol.trainer.nn.ResNet;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.NesterovMomentum;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * Kind {@code linear_eval}: the whole protocol on a frozen encoder, and apart from the encoder the
 * optimiser from the recorded traces and the evaluation of the recorded embeddings.
 */
final class LinearEvalCheck implements ReferenceCheck {
  private static final double FLOAT32 = 1e-5;
  private static final double FLOAT64 = 1e-9;

  /** Haiku's default, as {@code eval_experiment.py} sets the decay alone. */
  private static final double BATCH_NORM_EPSILON = 1e-5;

  private static final double[] PIXEL_MEAN = {0.485, 0.456, 0.406};
  private static final double[] PIXEL_DEVIATION = {0.229, 0.224, 0.225};

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
    Precision precision = suffix.isEmpty() ? Precision.FLOAT32 : Precision.FLOAT64;
    return Stream.of(
        test(
            "the protocol agrees" + suffix,
            () -> protocol(testCase, arrays, suffix, precision, tolerance)),
        test("the optimiser agrees" + suffix, () -> optimiser(testCase, arrays, suffix, tolerance)),
        test(
            "the evaluation agrees" + suffix,
            () -> evaluation(testCase, arrays, suffix, tolerance)));
  }

  /** From pictures to classifier, trace, losses and the evaluation. */
  private static void protocol(
      ReferenceCase testCase,
      Map<String, NpyArray> arrays,
      String suffix,
      Precision precision,
      double tolerance) {
    JsonNode info = testCase.info();
    JsonNode config = info.get("config");
    String prefix = info.get("fill_prefix").asText() + "/";
    LinearEvaluation.Settings settings = settings(info);
    LinearEvaluation classifier =
        new LinearEvaluation(
            settings,
            filled(prefix + "classif/linear/w", arrays.get("after1/classif_params/linear/w")),
            filled(prefix + "classif/linear/b", arrays.get("after1/classif_params/linear/b")));
    int steps = config.get("steps").asInt();
    int batch = config.get("experiment").get("batch_size").asInt();
    long firstStep = config.path("first_step").asLong(0);
    double[][] representations = new double[steps][];
    try (NetworkBench encoder = encoder(info, prefix, batch, precision)) {
      for (int i = 0; i < steps; i++) {
        representations[i] = represent(encoder, prefix + "step%d/images".formatted(i), info, batch);
      }
    }
    for (int i = 0; i < steps; i++) {
      int[] labels = arrays.get("step%d/labels".formatted(i)).ints();
      double loss = classifier.step(firstStep + i, representations[i], labels);
      double logged = info.get("logs" + suffix).get(i).get("train_loss").asDouble();
      assertMaxAbs(
          "loss of step " + i, new double[] {logged}, new double[] {loss}, tolerance * logged);
      String after = "after%d/classif_".formatted(i + 1);
      same(arrays, after + "params/linear/w", classifier.weights(), tolerance);
      same(arrays, after + "params/linear/b", classifier.biases(), tolerance);
      same(arrays, after + "trace/linear/w", classifier.weightTrace(), tolerance);
      same(arrays, after + "trace/linear/b", classifier.biasTrace(), tolerance);
    }
    int pictures = config.get("eval_batch").asInt();
    try (NetworkBench encoder = encoder(info, prefix, pictures, precision)) {
      double[] embedding = represent(encoder, prefix + "eval/images", info, pictures);
      same(arrays, "eval/embedding", embedding, tolerance);
      same(arrays, "eval/logits", classifier.logits(embedding), tolerance);
    }
  }

  private static void same(
      Map<String, NpyArray> arrays, String name, double[] actual, double tolerance) {
    assertRelativeL2(name, arrays.get(name).values(), actual, tolerance);
  }

  private static double[] filled(String name, NpyArray like) {
    return doubles(Fill.fill(name, like.shape(), Fill.kindOf(name)));
  }

  private static NetworkBench encoder(
      JsonNode info, String prefix, int batch, Precision precision) {
    JsonNode experiment = info.get("config").get("experiment");
    int side = info.get("config").get("image_size").asInt();
    GraphBuilder builder = GraphBuilder.forImages(side, side);
    int output = ResNet.append(builder, builder.input(), EncoderCheck.specOf(experiment));
    NetworkBench bench =
        new NetworkBench(
            builder,
            output,
            batch,
            precision,
            experiment.path("bn_decay_rate").asDouble(0.9),
            BATCH_NORM_EPSILON,
            parameter -> EncoderCheck.parameterValues(prefix + "online/", parameter));
    EncoderCheck.fillState(prefix + "state/", bench);
    return bench;
  }

  private static double[] represent(
      NetworkBench encoder, String name, JsonNode info, int pictures) {
    int side = info.get("config").get("image_size").asInt();
    double[] images = doubles(Fill.fill(name, new int[] {pictures, side, side, 3}, Fill.Kind.UNIT));
    for (int i = 0; i < images.length; i++) {
      images[i] = (images[i] - PIXEL_MEAN[i % 3]) / PIXEL_DEVIATION[i % 3];
    }
    return encoder.evaluate(images);
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
