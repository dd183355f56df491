package dev.byol.api.status;

import java.time.Instant;

/** Times as the schema's date-time has them: workers report some, by clocks of their own. */
final class StatusTime {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private StatusTime() {}

  /** The time, or the nearest that has four digits for its year. */
  static Instant fit(Instant time) {
    if (time == null) {
      return null;
    }
    return time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
  }
}
