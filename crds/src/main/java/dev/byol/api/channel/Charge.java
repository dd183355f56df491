package dev.byol.api.channel;

/** What the end of an attempt counts as. */
public enum Charge {
  /** Asked for. */
  PLANNED("Planned", "no"),
  /** Nobody's fault; it does not count against maxFailures. */
  DISRUPTION("Disruption", "no"),
  /** It counts against maxFailures. */
  FAILURE("Failure", "yes");

  private final String word;
  private final String counts;

  Charge(String word, String counts) {
    this.word = word;
    this.counts = counts;
  }

  /** One word for status and metrics. */
  public String word() {
    return word;
  }

  /** Whether it counts against maxFailures, for tables in the documentation. */
  public String counts() {
    return counts;
  }
}
