package dev.byol.operator.serve;

import io.micrometer.core.instrument.Meter;
import java.util.List;

/**
 * The operator's own metrics. None has a label by experiment, so that their number does not grow
 * with use.
 */
public enum Metric {
  /** How many experiments there are. */
  EXPERIMENTS("byol.experiments", Meter.Type.GAUGE, "experiments in each phase", "phase"),
  /** How attempts ended. */
  ATTEMPTS_ENDED(
      "byol.attempts.ended",
      Meter.Type.COUNTER,
      "attempts that have ended, by reason and by what it cost",
      "reason",
      "charge"),
  /** How long recoveries took, as a histogram. */
  RECOVERY(
      "byol.recovery",
      Meter.Type.TIMER,
      "time from the end of an attempt that failed to the first step of the next"),
  /** What could not be written. */
  REFUSALS("byol.refusals", Meter.Type.COUNTER, "what the API server refused", "reason"),
  /** What cannot be watched. */
  NAMESPACES_MISSING(
      "byol.namespaces.missing",
      Meter.Type.GAUGE,
      "namespaces of `watchNamespaces` that cannot be watched");

  private final String key;
  private final Meter.Type type;
  private final String meaning;
  private final List<String> labels;

  Metric(String key, Meter.Type type, String meaning, String... labels) {
    this.key = key;
    this.type = type;
    this.meaning = meaning;
    this.labels = List.of(labels);
  }

  /** Its name in the registry. */
  public String key() {
    return key;
  }

  /** Whether it is a gauge, a counter or a timer. */
  public Meter.Type type() {
    return type;
  }

  /** What it counts or measures, for the documentation. */
  public String meaning() {
    return meaning;
  }

  /** Its labels, in order. */
  public List<String> labels() {
    return labels;
  }
}
