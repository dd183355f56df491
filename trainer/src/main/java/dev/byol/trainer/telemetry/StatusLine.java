package dev.byol.trainer.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A terminal stream with one transient line at its end. Whatever is written to {@link #stream()}
 * (log lines, messages) appears above the status, which is drawn again below it: nothing is torn by
 * a progress bar. Thread-safe.
 */
public final class StatusLine {
  private static final String CLEAR = "\r\033[K";

  private final OutputStream out;
  private final PrintStream stream;
  private String status = "";
  private boolean atLineStart = true;

  /**
   * @param out the terminal; not closed by this class
   */
  public StatusLine(OutputStream out) {
    this.out = out;
    this.stream = new PrintStream(new Above(), true, StandardCharsets.UTF_8);
  }

  /** Where ordinary text goes; fit for {@link System#setErr}. */
  public PrintStream stream() {
    return stream;
  }

  /** Draws {@code text} (one line, no wider than the terminal) in place of the status before it. */
  public synchronized void show(String text) {
    status = text;
    if (atLineStart) {
      raw(CLEAR + text);
    }
  }

  /** Leaves the status as an ordinary line; later ordinary text comes below it. */
  public synchronized void keep() {
    if (!status.isEmpty() && atLineStart) {
      raw(CLEAR + status + System.lineSeparator());
    }
    status = "";
  }

  /** Takes the status away. */
  public synchronized void clear() {
    if (!status.isEmpty() && atLineStart) {
      raw(CLEAR);
    }
    status = "";
  }

  private synchronized void above(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return;
    }
    try {
      if (!status.isEmpty() && atLineStart) {
        out.write(CLEAR.getBytes(StandardCharsets.UTF_8));
      }
      out.write(bytes, offset, length);
      atLineStart = bytes[offset + length - 1] == '\n';
      out.flush();
    } catch (IOException e) {
      lost();
    }
    if (!status.isEmpty() && atLineStart) {
      raw(status);
    }
  }

  private void raw(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      lost();
    }
  }

  /** A terminal that went away (a closed window) must not end the training. */
  private void lost() {
    status = "";
  }

  /** A stream whose text stands above the status line. */
  private final class Above extends OutputStream {
    @Override
    public void write(int b) {
      above(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      above(bytes, offset, length);
    }
  }
}
