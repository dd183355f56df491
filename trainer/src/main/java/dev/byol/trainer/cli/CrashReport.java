package dev.byol.trainer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The stack of an unexpected failure, in a file: a person needs it only to report the bug. */
final class CrashReport {
  private CrashReport() {}

  /**
   * Writes the report.
   *
   * @param folder where; made when missing
   * @return a sentence that tells where it is, or the stack itself when it cannot be written
   */
  static String write(Path folder, Throwable failure) {
    String stack = text(failure);
    try {
      Files.createDirectories(folder);
      Path file = Files.createTempFile(folder, "byol-crash-", ".txt");
      Files.writeString(file, stack);
      return "This is a bug in byol; the details are in " + file + ".";
    } catch (IOException e) {
      return "This is a bug in byol; its details (" + folder + " cannot be written):\n" + stack;
    }
  }

  private static String text(Throwable failure) {
    var text = new StringWriter();
    var out = new PrintWriter(text);
    out.println(Instant.now());
    Map<String, String> facts = new TreeMap<>();
    for (String property : new String[] {"java.version", "java.vendor", "os.name", "os.arch"}) {
      facts.put(property, System.getProperty(property));
    }
    out.println(facts);
    failure.printStackTrace(out);
    out.flush();
    return text.toString();
  }
}
