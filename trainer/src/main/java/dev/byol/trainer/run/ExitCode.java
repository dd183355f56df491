package dev.byol.trainer.run;

import java.util.Optional;

/** What a process of ours tells by its exit status. A contract with scripts and the operator. */
public enum ExitCode {
  /** What was asked for is done. */
  DONE(0),
  /** Something that should not happen happened: a bug of ours. */
  BUG(1),
  /** The user must mend something: the command, the experiment, the data, the checkpoint. */
  USER_MUST_MEND(2),
  /** Stopped on request, after a checkpoint. */
  STOPPED(10),
  /** Another worker was lost; to be started again as it was. */
  PEER_LOST(11),
  /** A newer attempt of the experiment has begun; not to be started again. */
  SUPERSEDED(12);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** The exit status, in 0..255. */
  public int status() {
    return status;
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
