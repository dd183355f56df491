package dev.byol.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.trainer.nn.GraphBuilder;
import dev.byol.trainer.nn.Initialiser;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ParameterInitialiser;
import dev.byol.trainer.nn.ResNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code init_spec}: shape and first distribution of every encoder parameter. */
final class InitSpecCheck implements ReferenceCheck {
  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    List<DynamicNode> tests = new ArrayList<>();
    testCase
        .info()
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().has("parameters")) {
                tests.add(
                    dynamicTest(
                        entry.getKey() + " starts as in the reference",
                        () -> check(entry.getKey(), entry.getValue().get("parameters"))));
              }
            });
    return tests.stream();
  }

  private static void check(String name, JsonNode expected) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("encoder_class", name.substring(0, name.indexOf('_')));
    config
        .putObject("encoder_config")
        .put("resnet_v2", name.endsWith("_v2"))
        .put("width_multiplier", 1);
    GraphBuilder builder = GraphBuilder.forImages(32, 32);
    ResNet.append(builder, builder.input(), EncoderCheck.specOf(config));
    List<Parameter> parameters = builder.parameters().parameters();
    int encoderParameters = 0;
    for (Parameter parameter : parameters) {
      JsonNode theirs = expected.get(parameter.path());
      assertThat(theirs).as(parameter.path()).isNotNull();
      encoderParameters++;
      assertThat(parameter.shape().stream().mapToInt(i -> i).toArray())
          .as(parameter.path())
          .isEqualTo(EncoderCheck.ints(theirs.get("shape")));
      distribution(parameter, theirs);
    }
    long ours =
        expected.properties().stream()
            .filter(e -> e.getKey().startsWith("tiny_res_net") || e.getKey().startsWith("res_net"))
            .count();
    assertThat((long) encoderParameters).isEqualTo(ours);
  }

  private static void distribution(Parameter parameter, JsonNode theirs) {
    double[] values = ParameterInitialiser.values(parameter, 1, "online");
    if (theirs.get("init").asText().equals("constant")) {
      double constant = theirs.get("value").asDouble();
      assertThat(Arrays.stream(values).allMatch(v -> v == constant)).as(parameter.path()).isTrue();
      return;
    }
    assertThat(parameter.initialiser()).isEqualTo(Initialiser.TRUNCATED_NORMAL);
    double stddev = theirs.get("stddev").asDouble();
    assertThat(1 / Math.sqrt(parameter.fanIn())).isCloseTo(stddev, within(1e-12));
    double squares = Arrays.stream(values).map(v -> v * v).sum();
    // A truncated normal at two sigma has 0.8796 of the standard deviation; four standard errors.
    double actual = Math.sqrt(squares / values.length);
    assertThat(actual)
        .as(parameter.path())
        .isCloseTo(0.8796 * stddev, within(0.8796 * stddev * 4 / Math.sqrt(2.0 * values.length)));
    assertThat(Arrays.stream(values).map(Math::abs).max().orElseThrow()).isLessThan(2 * stddev);
  }
}
