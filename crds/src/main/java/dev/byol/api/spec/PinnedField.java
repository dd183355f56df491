package dev.byol.api.spec;

import dev.byol.api.spec.storage.AcceptableChange;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a checkpoint pins: with another value the rest of a run would contradict what was trained
 * already. The API server refuses an edit of these fields once there is a checkpoint, and a run
 * that finds them changed does not go on; both by this one table.
 */
public enum PinnedField {
  /** {@code spec.seed}. */
  SEED(
      "seed",
      Evidence.VALUE,
      AcceptableChange.SEED,
      "it draws the order of the pictures and their augmentations"),
  /** {@code spec.precision}. */
  PRECISION(
      "precision",
      Evidence.VALUE,
      AcceptableChange.PRECISION,
      "the two halves of the run would round differently"),
  /** {@code spec.preset}; a run compares the fields that it fills. */
  PRESET("preset", Evidence.EFFECT, null, "it fills the fields that are not written"),
  /** {@code spec.network} and all below. */
  NETWORK(
      "network",
      Evidence.VALUE,
      AcceptableChange.NETWORK,
      "the weights were trained in another network"),
  /** {@code spec.training.globalBatch}. */
  GLOBAL_BATCH(
      "training.globalBatch",
      Evidence.VALUE,
      AcceptableChange.GLOBAL_BATCH,
      "it sets the learning rate, and which picture comes at which step"),
  /** {@code spec.data.uri}; a run compares the pictures that lie there. */
  DATA_URI(
      "data.uri",
      Evidence.EFFECT,
      AcceptableChange.DATA,
      "the run would go on with other pictures"),
  /** {@code spec.data.format}; a run compares the pictures that are read. */
  DATA_FORMAT(
      "data.format",
      Evidence.EFFECT,
      AcceptableChange.DATA,
      "the run would go on with other pictures"),
  /** {@code spec.checkpoint.uri}; a run goes on from what lies there. */
  CHECKPOINT_URI("checkpoint.uri", Evidence.EFFECT, null, "the run would not find its checkpoints");

  /** By what a run that goes on sees a change. */
  public enum Evidence {
    /** The value itself. */
    VALUE,
    /** What it leads to: other fields, other pictures, other checkpoints. */
    EFFECT
  }

  private final String path;
  private final Evidence evidence;
  private final AcceptableChange acceptable;
  private final String reason;

  PinnedField(String path, Evidence evidence, AcceptableChange acceptable, String reason) {
    this.path = path;
    this.evidence = evidence;
    this.acceptable = acceptable;
    this.reason = reason;
  }

  /** Its path below {@code spec}: {@code training.globalBatch}. */
  public String path() {
    return path;
  }

  /** By what a run sees a change of it. */
  public Evidence evidence() {
    return evidence;
  }

  /** What {@code spec.checkpoint.acceptChanges} calls a change of it; empty: none is accepted. */
  public Optional<AcceptableChange> acceptable() {
    return Optional.ofNullable(acceptable);
  }

  /** Why it is pinned, to follow "since". */
  public String reason() {
    return reason;
  }

  /**
   * The pin that holds a field.
   *
   * @param field path below {@code spec}
   */
  public static Optional<PinnedField> of(String field) {
    return Arrays.stream(values())
        .filter(pin -> field.equals(pin.path) || field.startsWith(pin.path + "."))
        .findFirst();
  }
}
