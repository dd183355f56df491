package dev.byol.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.checkpoint.safetensors.DType;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.export.ReferenceCheckpoint;
import dev.byol.trainer.export.ReferencePickle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Kind {@code checkpoint}: a pickle of the reference comes in number by number. */
final class CheckpointCheck implements ReferenceCheck {
  private static final Map<String, String> FILL_NAMES =
      Map.of("online_params", "online", "target_params", "target", "mu", "mu");

  @Override
  public Stream<DynamicNode> tests(ReferenceCase testCase) {
    ReferenceCheckpoint read = read(testCase);
    JsonNode leaves = testCase.info().get("leaves");
    return Stream.of(
        DynamicTest.dynamicTest(
            "every tensor and no other is read",
            () ->
                assertThat(read.tensors().keySet())
                    .containsExactlyInAnyOrderElementsOf(leaves::fieldNames)),
        DynamicTest.dynamicTest("step and random state are read", () -> counters(testCase, read)),
        DynamicTest.dynamicTest(
            "type, shape, norm and first values are the reference's",
            () -> leaves.properties().forEach(l -> described(l.getKey(), l.getValue(), read))),
        DynamicTest.dynamicTest(
            "every value is the one that was filled in", () -> filled(testCase, read)));
  }

  private static ReferenceCheckpoint read(ReferenceCase testCase) {
    try {
      return ReferencePickle.read(testCase.folder().resolve(testCase.info().get("file").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void counters(ReferenceCase testCase, ReferenceCheckpoint read) {
    assertThat(read.step()).isEqualTo(testCase.info().get("step").asLong());
    List<Long> expected =
        StreamSupport.stream(testCase.info().get("rng").spliterator(), false)
            .map(JsonNode::asLong)
            .toList();
    assertThat(read.randomState()).isEqualTo(expected);
  }

  private static void described(String name, JsonNode leaf, ReferenceCheckpoint read) {
    TensorEntry tensor = read.tensors().get(name);
    DType expected = leaf.get("dtype").asText().equals("float32") ? DType.F32 : DType.I32;
    assertThat(tensor.info().dtype()).as(name).isEqualTo(expected);
    List<Integer> shape = new ArrayList<>();
    leaf.get("shape").forEach(d -> shape.add(d.asInt()));
    assertThat(tensor.info().shape()).as(name).isEqualTo(shape);
    double[] values = values(tensor);
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    double l2 = leaf.get("l2").asDouble();
    // The reference sums in another order.
    assertThat(Math.sqrt(squares)).as(name).isBetween(l2 * (1 - 1e-12), l2 * (1 + 1e-12));
    for (int i = 0; i < leaf.get("first").size(); i++) {
      assertThat(values[i]).as(name).isEqualTo(leaf.get("first").get(i).asDouble());
    }
  }

  private static void filled(ReferenceCase testCase, ReferenceCheckpoint read) {
    String prefix = testCase.info().get("fill_prefix").asText();
    double decay = testCase.info().at("/config/experiment/bn_decay_rate").asDouble();
    for (TensorEntry tensor : read.tensors().values()) {
      String[] path = tensor.name().split("/", 2);
      String fillName = prefix + "/" + FILL_NAMES.getOrDefault(path[0], path[0]) + "/" + path[1];
      double[] expected = expected(testCase, path[0], fillName, tensor, decay);
      Closeness.assertMaxAbs(tensor.name(), expected, values(tensor), 0);
    }
  }

  private static double[] expected(
      ReferenceCase testCase, String group, String fillName, TensorEntry tensor, double decay) {
    int[] shape = tensor.info().shape().stream().mapToInt(d -> d).toArray();
    if (FILL_NAMES.containsKey(group)) {
      Fill.Kind kind = group.equals("mu") ? Fill.Kind.SIGNED : Fill.kindOf(fillName);
      return Closeness.doubles(Fill.fill(fillName, shape, kind));
    }
    int counter = counter(testCase, group);
    String module = fillName.substring(0, fillName.lastIndexOf('/'));
    String field = fillName.substring(module.length() + 1);
    if (field.equals("counter")) {
      return new double[] {counter};
    }
    Fill.Kind kind = module.endsWith("var_ema") ? Fill.Kind.VAR : Fill.Kind.BIAS;
    double[] average = Closeness.doubles(Fill.fill(module + "/average", shape, kind));
    double filled = field.equals("hidden") ? 1 - Math.pow(decay, counter) : 1;
    double[] values = new double[average.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (average[i] * filled);
    }
    return values;
  }

  /** From a text such as {@code fill_state(prefix/online_state, counter 6)}. */
  private static int counter(ReferenceCase testCase, String group) {
    String formula = testCase.info().get("values").get(group).asText();
    return Integer.parseInt(formula.replaceAll(".*counter (\\d+)\\).*", "$1"));
  }

  private static double[] values(TensorEntry tensor) {
    double[] values = new double[tensor.info().elements()];
    if (tensor.info().dtype() == DType.F32) {
      FloatBuffer floats = tensor.floats();
      for (int i = 0; i < values.length; i++) {
        values[i] = floats.get(i);
      }
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.data().asIntBuffer().get(i);
      }
    }
    return values;
  }
}
