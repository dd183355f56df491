package dev.byol.trainer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path folder;

  static boolean hasFullDevice() {
    return Files.exists(FULL);
  }

  @Test
  void linesAreAppendedToWhatIsThere() throws IOException {
    Path file = Files.writeString(folder.resolve("lines"), "first\n");
    try (LineFile lines = LineFile.append(file)) {
      lines.add("second");
      assertThat(Files.readAllLines(file)).containsExactly("first");
      lines.flush();
      assertThat(Files.readAllLines(file)).containsExactly("first", "second");
      lines.add("third");
    }
    assertThat(Files.readAllLines(file)).containsExactly("first", "second", "third");
  }

  /** The kernel's device that has no room for anything. */
  @Test
  @EnabledIf("hasFullDevice")
  void aFullDiskEndsNobody() {
    assertThatCode(
            () -> {
              LineFile lines = LineFile.append(FULL);
              for (int i = 0; i < 3; i++) {
                lines.add("line " + i);
                lines.flush();
              }
            })
        .doesNotThrowAnyException();
  }

  /** An interrupted write closes the channel: nothing can be done with the file any more. */
  @Test
  void aFileThatCannotEvenBeCutToWholeLinesEndsNobody() throws IOException {
    LineFile lines = LineFile.append(folder.resolve("lines"));
    lines.add("line");
    Thread.currentThread().interrupt();
    lines.flush();
    assertThat(Thread.interrupted()).isTrue();

    assertThatCode(lines::close).doesNotThrowAnyException();
  }

  @Test
  void noMoreIsKeptThanIsAllowed() throws IOException {
    try (LineFile lines = LineFile.append(folder.resolve("lines"))) {
      String longLine = "x".repeat(LineFile.MOST_KEPT / 4);
      for (int i = 0; i < 10; i++) {
        lines.add(longLine);
      }
      lines.flush();
      assertThat(Files.size(folder.resolve("lines"))).isLessThanOrEqualTo(LineFile.MOST_KEPT);
    }
  }
}
