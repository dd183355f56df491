package dev.byol.trainer.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A worker process as its launcher sees it. */
final class WorkerProcess {
  private final int rank;
  private final Process process;
  private volatile WorkerExit.EndedBy endedBy = WorkerExit.EndedBy.ITSELF;

  WorkerProcess(int rank, Process process) {
    this.rank = rank;
    this.process = process;
  }

  int rank() {
    return rank;
  }

  /** Completes when the process has ended. */
  CompletableFuture<WorkerExit> exit() {
    return process.onExit().thenApply(ended -> new WorkerExit(rank, ended.exitValue(), endedBy));
  }

  /** Asks it to stop at the next step boundary; nothing happens when it has ended. */
  void askToStop() {
    try {
      OutputStream pipe = process.getOutputStream();
      pipe.write((LauncherWatch.STOP + "\n").getBytes(StandardCharsets.UTF_8));
      pipe.flush();
    } catch (IOException e) {
      // Its end has come first, and comes as an event.
    }
  }

  /** Ends it at once, if it still runs. */
  void kill() {
    if (process.isAlive()) {
      endedBy = WorkerExit.EndedBy.LAUNCHER;
      process.destroyForcibly();
    }
  }

  /** Waits for its end; false when it outlives the bound. */
  boolean awaitEnd(Duration bound) throws InterruptedException {
    return process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
  }
}
