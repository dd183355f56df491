package dev.byol.trainer.storage;

import java.util.Objects;
import java.util.stream.Stream;

/** A failure and what lies beneath it. */
final class Causes {
  /** A bound for chains of causes, which may be circles. */
  private static final int DEEPEST = 64;

  private Causes() {}

  /** {@code thrown}, its cause, the cause of that and so on. */
  static Stream<Throwable> of(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(DEEPEST);
  }
}
