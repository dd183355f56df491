package dev.byol.trainer.checkpoint;

import java.time.Instant;
import java.util.Objects;

/**
 * What a run needs beside the tensors to go on, and who wrote it.
 *
 * @param step how many steps are committed; the next step to take has this number, from 0
 * @param cursor how many samples were consumed since the beginning, over all workers
 * @param samplesPerEpoch size of the training split, at least 1
 * @param samplesDigest SHA-256 over the names and labels of its pictures in their order; empty in
 *     checkpoints of versions that did not know it
 * @param samplesContents what tells those pictures from others of the same names; empty in
 *     checkpoints of versions that did not know it
 * @param seed of the experiment
 * @param worldSize how many workers wrote it, each one part, at least 1
 * @param attempt of the experiment, from 1 (0: run without an operator); older ones may not write
 * @param generation of the membership within the attempt, from 0
 * @param networkName for people: {@code ResNet50 x1}
 * @param networkFingerprint {@link NetworkLayout#fingerprint} over all tensors
 * @param experiment the resolved experiment as YAML or JSON
 * @param created when the snapshot was taken
 * @param programVersion of the trainer
 */
public record CheckpointInfo(
    long step,
    long cursor,
    long samplesPerEpoch,
    String samplesDigest,
    String samplesContents,
    long seed,
    int worldSize,
    int attempt,
    long generation,
    String networkName,
    String networkFingerprint,
    String experiment,
    Instant created,
    String programVersion) {
  private static final long MAX_STEP = 1_000_000_000_000L;

  /**
   * @throws IllegalArgumentException for a number out of its range
   */
  public CheckpointInfo {
    require("step", step, 0, MAX_STEP);
    require("cursor", cursor, 0, Long.MAX_VALUE);
    require("samplesPerEpoch", samplesPerEpoch, 1, Long.MAX_VALUE);
    require("worldSize", worldSize, 1, 99_999);
    require("attempt", attempt, 0, 99_999_999);
    require("generation", generation, 0, Long.MAX_VALUE);
    requireDigest("networkFingerprint", networkFingerprint);
    if (!samplesDigest.isEmpty()) {
      requireDigest("samplesDigest", samplesDigest);
    }
    Objects.requireNonNull(samplesContents, "samplesContents");
    Objects.requireNonNull(networkName, "networkName");
    Objects.requireNonNull(experiment, "experiment");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(programVersion, "programVersion");
  }

  /** Passes over the training split, the running one counted by its share. */
  public double epoch() {
    return (double) cursor / samplesPerEpoch;
  }

  private static void requireDigest(String field, String value) {
    if (!value.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "%s is '%s'; expected 64 hexadecimal digits".formatted(field, value));
    }
  }

  private static void require(String field, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d; allowed are %d to %d".formatted(field, value, least, most));
    }
  }
}
