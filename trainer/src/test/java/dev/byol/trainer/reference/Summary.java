package dev.byol.trainer.reference;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Fingerprint of a large tensor (README of the reference folder): l2 norm, probe product and a few
 * values.
 */
record Summary(JsonNode json) {
  static Summary of(JsonNode json) {
    return new Summary(json);
  }

  /** Fails unless {@code actual} has this fingerprint, everything relative to its norm. */
  void assertMatches(String name, double[] actual, double tolerance) {
    double l2 = json.get("l2").asDouble();
    double squares = 0;
    double dot = 0;
    for (int i = 0; i < actual.length; i++) {
      squares += actual[i] * actual[i];
      dot += actual[i] * (2 * Fill.uniform("probe/" + name, i) - 1);
    }
    within(name + " l2", l2, Math.sqrt(squares), tolerance * l2);
    within(name + " dot", json.get("dot").asDouble(), dot, tolerance * l2 * Math.sqrt(1 / 3.0));
    double typical = l2 / Math.sqrt(actual.length);
    for (int k = 0; k < json.get("indices").size(); k++) {
      double expected = json.get("values").get(k).asDouble();
      within(
          name + " value " + k,
          expected,
          actual[json.get("indices").get(k).asInt()],
          10 * tolerance * Math.max(Math.abs(expected), typical));
    }
  }

  private static void within(String what, double expected, double actual, double tolerance) {
    if (!(Math.abs(expected - actual) <= tolerance + 1e-12)) {
      throw new AssertionError(
          "%s: expected %.9g, got %.9g, allowed difference %.3g"
              .formatted(what, expected, actual, tolerance));
    }
  }
}
