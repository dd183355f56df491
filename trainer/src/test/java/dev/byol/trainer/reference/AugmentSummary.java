package dev.byol.trainer.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;

/** The fingerprint that cases keep of a large array (section Summaries of their README). */
final class AugmentSummary {
  private AugmentSummary() {}

  /**
   * Fails unless {@code actual} has that fingerprint.
   *
   * @param name what the case calls the array: the probe depends on it
   * @param tolerance largest difference of one entry
   */
  static void assertMaxAbs(String name, JsonNode summary, double[] actual, double tolerance) {
    int[] indices =
        IntStream.range(0, summary.get("indices").size())
            .map(i -> summary.get("indices").get(i).asInt())
            .toArray();
    double[] expected = new double[indices.length];
    double[] picked = new double[indices.length];
    for (int i = 0; i < indices.length; i++) {
      expected[i] = summary.get("values").get(i).asDouble();
      picked[i] = actual[indices[i]];
    }
    Closeness.assertMaxAbs(name + " at the indices", expected, picked, tolerance);
    double sum = 0;
    double squares = 0;
    double dot = 0;
    for (int i = 0; i < actual.length; i++) {
      sum += actual[i];
      squares += actual[i] * actual[i];
      dot += actual[i] * (2 * Fill.uniform("probe/" + name, i) - 1);
    }
    double size = actual.length;
    assertNear(name + " sum", summary.get("sum").asDouble(), sum, tolerance * size);
    assertNear(
        name + " l2",
        summary.get("l2").asDouble(),
        Math.sqrt(squares),
        tolerance * Math.sqrt(size));
    assertNear(name + " dot", summary.get("dot").asDouble(), dot, tolerance * size / 2);
  }

  private static void assertNear(String what, double expected, double actual, double tolerance) {
    Closeness.assertMaxAbs(what, new double[] {expected}, new double[] {actual}, tolerance);
  }
}
