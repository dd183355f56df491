package dev.byol.trainer.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Names of classes that lie in a file beside the data. */
final class ClassNames {
  private static final int LIMIT = 16 << 20;

  private ClassNames() {}

  /** The JSON array of strings in {@code file}; empty when there is no such file. */
  static Optional<List<String>> fromJson(DataFiles files, String file) {
    if (files.kind(file).isEmpty()) {
      return Optional.empty();
    }
    try {
      String[] names = new ObjectMapper().readValue(files.read(file, LIMIT), String[].class);
      if (names == null || names.length == 0 || Arrays.stream(names).anyMatch(n -> n == null)) {
        throw malformed(file, null);
      }
      return Optional.of(List.of(names));
    } catch (JacksonException e) {
      throw malformed(file, e);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  /** One name a line in {@code file}; empty when there is no such file. */
  static Optional<List<String>> fromLines(DataFiles files, String file) {
    if (files.kind(file).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new String(files.read(file, LIMIT), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList());
  }

  /** {@code "0"} to {@code "count-1"}. */
  static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  private static DataException malformed(String file, Throwable cause) {
    return new DataException(
        "%s must be a JSON array of class names in label order, such as [\"cat\", \"dog\"]; fix or remove it"
            .formatted(file),
        cause);
  }
}
