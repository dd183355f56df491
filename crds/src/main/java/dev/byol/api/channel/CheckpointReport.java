package dev.byol.api.channel;

import java.time.Instant;
import java.util.Objects;

/**
 * A complete checkpoint, as told to others.
 *
 * @param step steps done in it, at least 0
 * @param uri where it lies
 * @param time when it was complete
 * @param bytes its size, at least 0; {@code null} if unknown
 */
public record CheckpointReport(long step, String uri, Instant time, Long bytes) {
  /** Checks the ranges. */
  public CheckpointReport {
    Checks.atLeast(0, "checkpoint.step", step);
    Objects.requireNonNull(uri, "checkpoint.uri");
    Objects.requireNonNull(time, "checkpoint.time");
    Checks.atLeast(0, "checkpoint.bytes", bytes);
  }
}
