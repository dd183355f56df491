package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.cli.shell.Shell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What {@code --help} prints for each command. */
class HelpTest {
  static Collection<CommandLine> commands() {
    var found = new ArrayList<CommandLine>();
    collect(Main.commandLine(Shell.ofProcess()), found);
    return found;
  }

  private static void collect(CommandLine command, List<CommandLine> found) {
    found.add(command);
    command.getSubcommands().values().forEach(below -> collect(below, found));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noLineIsLongerThanATerminal(CommandLine command) {
    assertThat(lines(command)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  /** Such as {@code spec.training.maxSteps} or {@code ./null}, which nobody could copy. */
  @ParameterizedTest
  @MethodSource("commands")
  void noPathIsBroken(CommandLine command) {
    assertThat(command.getUsageMessage())
        .doesNotContainPattern("(\\bspec(\\.\\w+)*| )\\.\\n\\s*[a-z/]");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandSaysWhatItDoesInSentences(CommandLine command) {
    String description = String.join(" ", command.getCommandSpec().usageMessage().description());
    assertThat(description).matches("[A-Z].*\\.");
  }

  private static Stream<String> lines(CommandLine command) {
    return command.getUsageMessage().lines();
  }
}
