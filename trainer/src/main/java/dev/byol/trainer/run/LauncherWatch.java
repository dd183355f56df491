package dev.byol.trainer.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A worker's end of the pipe that its launcher holds open: the line {@value #STOP} asks for a stop,
 * the end of the pipe says that the launcher is dead, however it died. The worker then stops too,
 * with a checkpoint if it can within the grace.
 */
public final class LauncherWatch {
  /** The line that asks for a stop: {@value}. */
  static final String STOP = "stop";

  private final InputStream pipe;
  private final Duration grace;
  private final StopSwitch stop;
  private final Runnable exitNow;

  /**
   * @param pipe the standard input
   * @param grace time from the launcher's death to the end of this process
   * @param stop is asked to stop
   * @param exitNow ends the process when the grace is over
   */
  public LauncherWatch(InputStream pipe, Duration grace, StopSwitch stop, Runnable exitNow) {
    this.pipe = pipe;
    this.grace = grace;
    this.stop = stop;
    this.exitNow = exitNow;
  }

  /** Starts to watch, on a daemon thread that lives as long as the process. */
  public void start() {
    Thread thread = new Thread(this::watch, "launcher-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      var lines = new BufferedReader(new InputStreamReader(pipe, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(STOP)) {
          stop.request();
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // A broken pipe says the same as its end.
    }
    stop.request();
    try {
      Thread.sleep(grace.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exitNow.run();
  }
}
