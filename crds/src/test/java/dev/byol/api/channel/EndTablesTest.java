package dev.byol.api.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tables of ends in the documentation are those of the code. {@code -Ddocs.write=true} writes
 * them anew.
 */
class EndTablesTest {
  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void theDocumentationListsEveryExitStatusWithWhatFollows() throws IOException {
    String rows =
        Arrays.stream(ExitCode.values())
            .map(
                code ->
                    "| %d | %s | `%s` | %s | %s |"
                        .formatted(
                            code.status(),
                            code.meaning(),
                            code.reason().word(),
                            code.reason().charge().counts(),
                            code.reason().sequel().words()))
            .collect(Collectors.joining("\n"));
    holds(
        "kubernetes.md",
        "exit-statuses",
        "| status | meaning | reason | counts | then |\n| --- | --- | --- | --- | --- |\n" + rows);
  }

  @Test
  void theDocumentationListsEveryReasonWithWhatFollows() throws IOException {
    String rows =
        Arrays.stream(EndReason.values())
            .map(
                reason ->
                    "| %s | `%s` | %s | %s |"
                        .formatted(
                            reason.what(),
                            reason.word(),
                            reason.charge().counts(),
                            reason.sequel().words()))
            .collect(Collectors.joining("\n"));
    holds(
        "operator.md",
        "end-reasons",
        "| what | reason | counts | then |\n| --- | --- | --- | --- |\n" + rows);
  }

  @Test
  void onlyWhatAnEditAloneMendsIsFinalAmongTheFailuresOfAWorker() {
    assertThat(Arrays.stream(ExitCode.values()).filter(c -> c.reason().sequel() == Sequel.NONE))
        .containsExactlyInAnyOrder(
            ExitCode.DONE,
            ExitCode.USER_MUST_MEND,
            ExitCode.BAD_EXPERIMENT,
            ExitCode.BAD_DATA,
            ExitCode.WRONG_CHECKPOINT);
  }

  private static void holds(String page, String name, String table) throws IOException {
    Path file = DOCS.resolve(page);
    String text = Files.readString(file);
    String begin = "<!-- " + name + " -->\n";
    String end = "\n<!-- /" + name + " -->";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(end);
    assertThat(to).as("%s has the marks of the table %s", page, name).isGreaterThan(from);
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(file, text.substring(0, from) + table + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to))
        .as("write it anew: ./mvnw -pl crds test -Dtest=EndTablesTest -DargLine=-Ddocs.write=true")
        .isEqualTo(table);
  }
}
