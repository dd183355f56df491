package dev.byol.trainer.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends lines to a file. While it cannot be written, as on a full disk, lines are kept in memory:
 * no run ends for want of its figures. Used by one thread.
 */
final class LineFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LineFile.class);

  /** Some 40,000 lines. */
  static final int MOST_KEPT = 8 << 20;

  private final Path file;
  private final FileChannel channel;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private long length;
  private long lost;
  private boolean failing;

  private LineFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.length = channel.size();
  }

  /**
   * Opens it, or makes it.
   *
   * @throws IOException when it cannot be opened
   */
  static LineFile append(Path file) throws IOException {
    return new LineFile(
        file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  /** Takes a line, without its end; {@link #flush} hands it on. */
  void add(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    if (kept.size() + bytes.length > MOST_KEPT) {
      lost++;
    } else {
      kept.write(bytes, 0, bytes.length);
    }
  }

  /** Hands all lines to the operating system; what it does not take is kept, and told. */
  void flush() {
    if (kept.size() == 0) {
      return;
    }
    try {
      ByteBuffer rest = ByteBuffer.wrap(kept.toByteArray());
      for (long at = length; rest.hasRemaining(); ) {
        at += channel.write(rest, at);
      }
      length += kept.size();
      kept.reset();
      if (failing) {
        failing = false;
        LOG.warn("{} is written again; {} lines were lost.", file, lost);
      }
    } catch (IOException e) {
      // What was written of it is written over by the next try.
      if (!failing) {
        failing = true;
        LOG.warn(
            "{} cannot be written ({}); its lines are kept in memory until it can.",
            file,
            e.getMessage());
      }
    }
  }

  /** The last try; what is not written then is lost, and told. */
  @Override
  public void close() {
    flush();
    try (channel) {
      if (failing) {
        LOG.warn("The last lines of {} are lost: it could not be written to the end.", file);
        channel.truncate(length);
      }
    } catch (IOException e) {
      LOG.warn("The end of {} may be torn: it could not be closed ({}).", file, e.toString());
    }
  }
}
