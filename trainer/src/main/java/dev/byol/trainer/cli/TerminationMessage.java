package dev.byol.trainer.cli;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.LastWords;
import dev.byol.trainer.telemetry.ProgressBoard;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import org.slf4j.LoggerFactory;

/**
 * Leaves a worker's last words where the kubelet looks for them when the container has ended; says
 * nothing outside a pod.
 *
 * @param pod where they go
 * @param board how far the run was
 */
record TerminationMessage(Pod pod, ProgressBoard board) {
  /** Of an end that is no failure. */
  void write(ExitCode code) {
    write(code, null, null);
  }

  /** Of a failure; a bug comes with its stack. */
  void write(Failure failure, Throwable thrown) {
    write(
        failure.code(),
        String.join(" ", failure.lines()),
        failure.code() == ExitCode.BUG ? stack(thrown) : null);
  }

  private void write(ExitCode code, String message, String detail) {
    if (pod.terminationLog().isEmpty()) {
      return;
    }
    LastWords words =
        new LastWords(
            code,
            pod.rank(),
            pod.attempt(),
            board.stepsDone().orElse(null),
            board.checkpoint().orElse(null),
            message,
            detail,
            board.evaluation().orElse(null));
    try {
      Files.writeString(pod.terminationLog().get(), words.json());
    } catch (IOException e) {
      // The exit status says the most important thing too.
      LoggerFactory.getLogger(TerminationMessage.class)
          .warn("The termination message could not be written: {}.", e.toString());
    }
  }

  private static String stack(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
