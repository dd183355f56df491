package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.nn.EncoderSpec;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import dev.byol.trainer.nn.EncoderSpec.Version;
import dev.byol.trainer.nn.GraphBuilder;
import dev.byol.trainer.nn.Node;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ResNet;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code encoder}: representations, gradients and running statistics of an encoder. */
final class EncoderCheck implements ReferenceCheck {
  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    Stream<DynamicNode> single =
        Stream.of(dynamicTest("agrees in float32", () -> check(testCase, Precision.FLOAT32)));
    return testCase.float64().isEmpty()
        ? single
        : Stream.concat(
            single,
            Stream.of(dynamicTest("agrees in float64", () -> check(testCase, Precision.FLOAT64))));
  }

  /** The encoder that a case's {@code config} names. */
  static EncoderSpec specOf(JsonNode config) {
    Architecture architecture =
        config.get("encoder_class").asText().equals("TinyResNet")
            ? Architecture.TINY
            : Architecture.valueOf(config.get("encoder_class").asText().toUpperCase(Locale.ROOT));
    JsonNode encoder = config.get("encoder_config");
    return new EncoderSpec(
        architecture,
        encoder.get("resnet_v2").asBoolean() ? Version.V2 : Version.V1,
        EncoderSpec.Stem.IMAGENET,
        new BigDecimal(encoder.get("width_multiplier").asText()));
  }

  /** The encoder of a case with its parameters; it closes {@code lane}. */
  static NetworkBench bench(ReferenceCase testCase, LaneBench lane) {
    JsonNode info = testCase.info();
    String prefix = info.get("fill_prefix").asText() + "/online/";
    int[] shape = ints(info.get("image_shape"));
    GraphBuilder builder = GraphBuilder.forImages(shape[1], shape[2]);
    int output = ResNet.append(builder, builder.input(), specOf(info.get("config")));
    return new NetworkBench(
        builder,
        output,
        shape[0],
        lane,
        info.get("bn_config").get("decay_rate").asDouble(),
        info.get("bn_config").get("eps").asDouble(),
        parameter -> parameterValues(prefix, parameter));
  }

  private static void check(ReferenceCase testCase, Precision precision)
      throws InterruptedException {
    if (EngineUnderTest.roundsActivations()) {
      Bfloat16Encoder.check(testCase);
      return;
    }
    JsonNode info = testCase.info();
    String prefix = info.get("fill_prefix").asText() + "/";
    int[] shape = ints(info.get("image_shape"));
    try (NetworkBench bench = bench(testCase, new LaneBench(precision))) {
      Bounds bounds = Bounds.of(testCase, precision);
      parametersAgree(testCase, bench);
      double[] images = Closeness.doubles(Fill.fill(prefix + "images", shape, Fill.Kind.NORMAL));
      double[] embedding = bench.train(images);
      convolutionsAgree(testCase, bench, bounds);
      assertRelativeL2(
          "embedding_train",
          expected(testCase, precision, "embedding_train"),
          embedding,
          bounds.forward());
      stateAgrees(testCase, precision, bench, bounds);
      if (info.has("grads")) {
        gradientsAgree(testCase, precision, prefix, bench, bounds);
      }
      double[] images2 = Closeness.doubles(Fill.fill(prefix + "images2", shape, Fill.Kind.NORMAL));
      assertRelativeL2(
          "embedding_eval",
          expected(testCase, precision, "embedding_eval"),
          bench.evaluate(images2),
          bounds.forward());
      fillState(prefix + "state/", bench);
      assertRelativeL2(
          "embedding_eval_filled_state",
          expected(testCase, precision, "embedding_eval_filled_state"),
          bench.evaluate(images),
          bounds.evaluation());
    }
  }

  /** Tolerances of the reference's README, by precision and depth. */
  private record Bounds(double forward, double gradient, double summaries, double evaluation) {
    static Bounds of(ReferenceCase testCase, Precision precision) {
      if (precision == Precision.FLOAT64) {
        // Summaries exist of the float32 run alone.
        return new Bounds(1e-9, 1e-9, 1e-4, 1e-9);
      }
      String encoder = testCase.info().get("config").get("encoder_class").asText();
      return switch (encoder) {
        case "TinyResNet" -> new Bounds(1e-4, 2e-4, 5e-4, 5e-6);
        case "ResNet18", "ResNet34" -> new Bounds(2e-4, 2e-4, 5e-4, 5e-6);
        default -> new Bounds(3e-3, 3e-3, 5e-3, 5e-6);
      };
    }
  }

  private static void parametersAgree(ReferenceCase testCase, NetworkBench bench) {
    Map<String, int[]> ours = new TreeMap<>();
    bench
        .parameters()
        .forEach(p -> ours.put(p.path(), p.shape().stream().mapToInt(Integer::intValue).toArray()));
    Map<String, int[]> theirs = new TreeMap<>();
    testCase
        .info()
        .get("parameters")
        .properties()
        .forEach(field -> theirs.put(field.getKey(), ints(field.getValue())));
    assertThat(ours).containsExactlyEntriesOf(theirs);
  }

  private static void convolutionsAgree(ReferenceCase testCase, NetworkBench bench, Bounds bounds) {
    JsonNode outputs = testCase.info().path("module_outputs_train");
    for (Node node : bench.graph().nodes()) {
      if (node instanceof Node.Convolution conv && outputs.has(conv.weights().module())) {
        String module = conv.weights().module();
        new Summary(outputs.get(module))
            .assertRelative(module, bench.value(conv.output()), bounds.summaries());
      }
    }
  }

  private static void stateAgrees(
      ReferenceCase testCase, Precision precision, NetworkBench bench, Bounds bounds) {
    JsonNode expected = testCase.info().get("state1");
    for (Node.BatchNorm norm : bench.batchNorms()) {
      bench
          .statistics(norm)
          .vectors()
          .forEach(
              (name, vector) -> {
                double[] values = vector.read();
                String key = "state1/" + norm.scale().module() + "/~/" + name;
                new Summary(expected.get(key)).assertRelative(key, values, bounds.summaries());
                if (testCase.arrays().containsKey(key)) {
                  assertRelativeL2(
                      key, expected(testCase, precision, key), values, bounds.forward());
                }
              });
      assertThat(bench.statistics(norm).counter()).isEqualTo(1);
    }
  }

  private static void gradientsAgree(
      ReferenceCase testCase, Precision precision, String prefix, NetworkBench bench, Bounds bounds)
      throws InterruptedException {
    int[] embedding = testCase.array("embedding_train").shape();
    bench.backward(Closeness.doubles(Fill.fill(prefix + "cotangent", embedding, Fill.Kind.SIGNED)));
    for (Parameter parameter : bench.parameters()) {
      String key = "grads/" + parameter.path();
      if (testCase.arrays().containsKey(key)) {
        assertRelativeL2(
            key, expected(testCase, precision, key), bench.gradient(parameter), bounds.gradient());
      }
      if (precision == Precision.FLOAT32) {
        new Summary(testCase.info().get("grads").get(key))
            .assertRelative(key, bench.gradient(parameter), bounds.summaries());
      }
    }
    assertRelativeL2(
        "grad_images",
        expected(testCase, precision, "grad_images"),
        bench.inputGradient(),
        bounds.gradient());
  }

  static void fillState(String prefix, NetworkBench bench) {
    for (Node.BatchNorm norm : bench.batchNorms()) {
      int[] shape = norm.scale().shape().stream().mapToInt(Integer::intValue).toArray();
      Map<String, Message> vectors = bench.statistics(norm).vectors();
      String module = prefix + norm.scale().module() + "/~/";
      for (String average : new String[] {"mean_ema/average", "var_ema/average"}) {
        Fill.Kind kind = average.startsWith("mean") ? Fill.Kind.BIAS : Fill.Kind.VAR;
        vectors.get(average).write(Closeness.doubles(Fill.fill(module + average, shape, kind)));
      }
    }
  }

  /** Fill values of one parameter. */
  static double[] parameterValues(String prefix, Parameter parameter) {
    int[] shape = parameter.shape().stream().mapToInt(Integer::intValue).toArray();
    return Closeness.doubles(
        Fill.fill(prefix + parameter.path(), shape, Fill.kindOf(parameter.path())));
  }

  static double[] expected(ReferenceCase testCase, Precision precision, String name) {
    Map<String, NpyArray> arrays =
        precision == Precision.FLOAT64
            ? testCase.float64().orElse(testCase.arrays())
            : testCase.arrays();
    return arrays.get(name).values();
  }

  static int[] ints(JsonNode array) {
    int[] out = new int[array.size()];
    Arrays.setAll(out, i -> array.get(i).asInt());
    return out;
  }
}
