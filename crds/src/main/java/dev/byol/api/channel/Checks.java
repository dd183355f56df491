package dev.byol.api.channel;

/** Ranges of the numbers in messages; {@code null} stands for unknown and is in every range. */
final class Checks {
  private Checks() {}

  static void atLeast(long least, String name, Number value) {
    if (value != null && value.longValue() < least) {
      throw new IllegalArgumentException(name + " is " + value + "; allowed: at least " + least);
    }
  }

  static void finite(String name, Double value) {
    if (value != null && !Double.isFinite(value)) {
      throw new IllegalArgumentException(
          name + " is " + value + "; allowed: a finite number, or nothing if it is unknown");
    }
  }

  static void fraction(String name, Double value) {
    if (value != null && !(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is " + value + "; allowed: in 0..1");
    }
  }
}
