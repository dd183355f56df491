package dev.byol.trainer.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files of one JSON object a line, each with a {@code step}. */
final class JsonLines {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonLines() {}

  /**
   * Rewrites {@code file} so that it holds its whole lines with a step below {@code step}, each
   * step once: a line whose step is not above that of the line before it is dropped. A missing file
   * stays missing. The rewrite is atomic: after a crash the old or the new file is there.
   *
   * @return the last step that is kept, or -1
   * @throws IOException when it cannot be read or written
   */
  static long keepBelow(Path file, long step) throws IOException {
    if (!Files.exists(file)) {
      return -1;
    }
    Path rewritten = file.resolveSibling(file.getFileName() + ".new");
    long last = -1;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(rewritten))) {
      for (byte[] line = readLine(in); line != null; line = readLine(in)) {
        long lineStep = stepOf(line);
        if (lineStep > last && lineStep < step) {
          last = lineStep;
          out.write(line);
          out.write('\n');
        }
      }
    }
    try (FileChannel channel = FileChannel.open(rewritten, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        rewritten, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return last;
  }

  /** The next line without its end, or null; one without an end is torn and is not returned. */
  private static byte[] readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream(256);
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        return line.toByteArray();
      }
      line.write(b);
    }
    return null;
  }

  /** The step of a line, or -1 when it is no such object (torn in the middle of the file). */
  private static long stepOf(byte[] line) throws IOException {
    try {
      JsonNode step = JSON.readTree(line).path("step");
      return step.isIntegralNumber() ? step.asLong() : -1;
    } catch (JsonProcessingException e) {
      return -1;
    }
  }
}
