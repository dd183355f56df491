package dev.byol.api.channel;

import java.util.Optional;

/**
 * What a process of ours tells by its exit status: a contract with scripts and the operator. What
 * the operator makes of it is in {@link EndReason}; which failure leads to it, in the trainer's
 * {@code FailureTable}.
 */
public enum ExitCode {
  /** What was asked for is done. */
  DONE(0, EndReason.DONE, "done"),
  /** Something that should not happen happened: a bug of ours. */
  BUG(1, EndReason.CRASHED, "a bug of byol"),
  /**
   * The user must fix something: the command, the experiment, the data, the checkpoint. What a
   * person at a terminal gets instead of the finer codes of a worker.
   */
  USER_MUST_MEND(
      2,
      EndReason.BAD_EXPERIMENT,
      "something for you to fix: the command or its environment; at a terminal also the experiment, its data or checkpoints"),
  /** Stopped on request, after a checkpoint. */
  STOPPED(10, EndReason.INTERRUPTED, "stopped on request, after a checkpoint if a step was taken"),
  /** Another worker was lost; to be started again as it was. */
  PEER_LOST(11, EndReason.PEER_LOST, "another worker was lost"),
  /** A newer attempt of the experiment has begun; not to be started again. */
  SUPERSEDED(12, EndReason.SUPERSEDED, "a newer attempt has begun"),
  /** The experiment cannot be used as it is written. */
  BAD_EXPERIMENT(20, EndReason.BAD_EXPERIMENT, "the experiment cannot be used as it is written"),
  /** The data is missing, empty or unreadable. */
  BAD_DATA(21, EndReason.BAD_DATA, "the data is missing, empty or damaged"),
  /** The storage of data or checkpoints does not answer, or has no room; it may later. */
  STORAGE_UNAVAILABLE(
      22,
      EndReason.STORAGE_UNAVAILABLE,
      "the storage of data or checkpoints does not answer or has no room"),
  /** Loss, gradient or features are not finite. */
  DIVERGED(23, EndReason.DIVERGED, "loss, gradient or features are not finite"),
  /** The checkpoints belong to another network, or none of them is usable. */
  WRONG_CHECKPOINT(
      24, EndReason.WRONG_CHECKPOINT, "the checkpoints belong to something else or are unusable"),
  /** An accelerator failed; its node is suspect. */
  DEVICE_FAULT(25, EndReason.DEVICE_FAULT, "an accelerator or its driver failed"),
  /** The storage refuses credentials or rights; somebody may renew them without an edit. */
  STORAGE_REFUSED(
      26, EndReason.STORAGE_REFUSED, "the storage refuses the credentials, rights or certificate"),
  /** Memory of Java, of the machine or of an accelerator ran out. */
  OUT_OF_MEMORY(27, EndReason.OUT_OF_MEMORY, "memory ran out");

  private final int status;
  private final EndReason reason;
  private final String meaning;

  ExitCode(int status, EndReason reason, String meaning) {
    this.status = status;
    this.reason = reason;
    this.meaning = meaning;
  }

  /** The exit status, in 0..255. */
  public int status() {
    return status;
  }

  /** What it means for the attempt of a worker that ends with it. */
  public EndReason reason() {
    return reason;
  }

  /** What it means, without capital and full stop, for help texts and documentation. */
  public String meaning() {
    return meaning;
  }

  /** What a person at a terminal gets: one code for all that the person must fix. */
  public ExitCode atTheTerminal() {
    return switch (this) {
      case BAD_EXPERIMENT, BAD_DATA, WRONG_CHECKPOINT, STORAGE_REFUSED -> USER_MUST_MEND;
      default -> this;
    };
  }

  /** The code of an exit status, empty for a status that is none of ours. */
  public static Optional<ExitCode> of(int status) {
    for (ExitCode code : values()) {
      if (code.status == status) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
