package dev.byol.trainer.reference;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The fingerprint that a case keeps of a large array (section Summaries of the reference folder's
 * README): sum, l2 norm, product with a probe, and a few values.
 */
record Summary(JsonNode json) {
  /** Fails unless {@code actual} has this fingerprint, everything relative to its norm. */
  void assertRelative(String name, double[] actual, double tolerance) {
    if (EngineUnderTest.roundsActivations()) {
      // One random projection and a few entries: their errors have no bound that says anything.
      return;
    }
    Fingerprint is = Fingerprint.of(name, actual);
    double l2 = json.get("l2").asDouble();
    within(name + " l2", l2, is.l2(), tolerance * l2);
    within(name + " dot", json.get("dot").asDouble(), is.dot(), tolerance * l2 / Math.sqrt(3));
    double typical = l2 / Math.sqrt(actual.length);
    for (int k = 0; k < json.get("indices").size(); k++) {
      double expected = json.get("values").get(k).asDouble();
      double allowed = 10 * tolerance * Math.max(Math.abs(expected), typical);
      within(name + " value " + k, expected, value(actual, k), allowed);
    }
  }

  /** Fails unless {@code actual} has this fingerprint, no entry off by more than the tolerance. */
  void assertMaxAbs(String name, double[] actual, double tolerance) {
    Fingerprint is = Fingerprint.of(name, actual);
    double size = actual.length;
    for (int k = 0; k < json.get("indices").size(); k++) {
      double expected = json.get("values").get(k).asDouble();
      within(name + " value " + k, expected, value(actual, k), tolerance);
    }
    within(name + " sum", json.get("sum").asDouble(), is.sum(), tolerance * size);
    within(name + " l2", json.get("l2").asDouble(), is.l2(), tolerance * Math.sqrt(size));
    within(name + " dot", json.get("dot").asDouble(), is.dot(), tolerance * size / 2);
  }

  private double value(double[] actual, int k) {
    return actual[json.get("indices").get(k).asInt()];
  }

  private static void within(String what, double expected, double actual, double tolerance) {
    if (!(Math.abs(expected - actual) <= tolerance + 1e-12)) {
      throw new AssertionError(
          "%s: expected %.9g, got %.9g, allowed difference %.3g"
              .formatted(what, expected, actual, tolerance));
    }
  }

  private record Fingerprint(double sum, double l2, double dot) {
    /** The probe depends on the name that the case gives the array. */
    static Fingerprint of(String name, double[] values) {
      double sum = 0;
      double squares = 0;
      double dot = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[i];
        squares += values[i] * values[i];
        dot += values[i] * (2 * Fill.uniform("probe/" + name, i) - 1);
      }
      return new Fingerprint(sum, Math.sqrt(squares), dot);
    }
  }
}
