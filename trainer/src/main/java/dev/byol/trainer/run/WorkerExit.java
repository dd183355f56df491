package dev.byol.trainer.run;

/**
 * How a worker process ended.
 *
 * @param rank its rank
 * @param status its exit status; 128 + n when signal n ended it
 * @param endedBy who ended it
 */
record WorkerExit(int rank, int status, EndedBy endedBy) {
  /** Who ended a worker. */
  enum EndedBy {
    /** Itself, or somebody outside. */
    ITSELF,
    /** The launcher, whose patience was over. */
    LAUNCHER
  }

  /** Whether a signal ended it. */
  boolean bySignal() {
    return status > 128 && status < 128 + 65;
  }

  /** What happened, to follow the words "Worker n of m". */
  String words() {
    if (endedBy == EndedBy.LAUNCHER) {
      return "did not end in time and was killed";
    }
    if (bySignal()) {
      int signal = status - 128;
      return switch (signal) {
        case 9 ->
            "was killed (signal 9); if nobody did that, the kernel's out-of-memory killer did:"
                + " byol doctor tells the memory limit";
        case 6, 11 -> "crashed in native code (signal " + signal + ")";
        default -> "was ended by signal " + signal;
      };
    }
    return "ended with exit status " + status;
  }
}
