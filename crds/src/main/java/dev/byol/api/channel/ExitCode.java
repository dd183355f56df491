package dev.byol.api.channel;

import java.util.Optional;

/** What a process of ours tells by its exit status. A contract with scripts and the operator. */
public enum ExitCode {
  /** What was asked for is done. */
  DONE(0),
  /** Something that should not happen happened: a bug of ours. */
  BUG(1),
  /**
   * The user must mend something: the command, the experiment, the data, the checkpoint. What a
   * person at a terminal gets instead of the finer codes of a worker.
   */
  USER_MUST_MEND(2),
  /** Stopped on request, after a checkpoint. */
  STOPPED(10),
  /** Another worker was lost; to be started again as it was. */
  PEER_LOST(11),
  /** A newer attempt of the experiment has begun; not to be started again. */
  SUPERSEDED(12),
  /** The experiment cannot be used as it is written. */
  BAD_EXPERIMENT(20),
  /** The data is missing, empty or unreadable. */
  BAD_DATA(21),
  /** The storage of data or checkpoints does not answer; it may later. */
  STORAGE_UNAVAILABLE(22),
  /** Loss or gradient is not finite. */
  DIVERGED(23),
  /** The checkpoints belong to another network, or none of them is usable. */
  WRONG_CHECKPOINT(24),
  /** An accelerator failed; its node is suspect. */
  DEVICE_FAULT(25);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** The exit status, in 0..255. */
  public int status() {
    return status;
  }

  /** What a person at a terminal gets: one code for all that the person must mend. */
  public ExitCode atTheTerminal() {
    return switch (this) {
      case BAD_EXPERIMENT, BAD_DATA, WRONG_CHECKPOINT -> USER_MUST_MEND;
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
