package dev.byol.trainer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.e2e.BadInputs.BadInput;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the user must mend is one sentence with the remedy, and exit status 2. */
@Timeout(60)
class BadInputIT {
  @TempDir Path folder;

  static Stream<BadInput> inputs() {
    return BadInputs.all().stream();
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void isAnsweredWithOneSentenceAndStatus2(BadInput input) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.addAll(input.prepare().in(folder));
    int status = run(arguments);
    String said = Files.readString(folder.resolve("err"));

    assertThat(status).as(said).isEqualTo(2);
    assertThat(said.strip().lines()).as(said).hasSize(1);
    assertThat(said).contains(input.words()).doesNotContain("Exception", "\tat ");
    assertThat(said.strip()).matches("(?s).*[.?]");
    // What is found while pictures are read comes after the account of the data.
    assertThat(Files.readString(folder.resolve("out")).lines())
        .allMatch(line -> line.startsWith("Training pictures, ") || line.startsWith("  "));
  }

  private int run(List<String> arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(TrainerProcess.command(arguments));
    builder.redirectOutput(folder.resolve("out").toFile());
    builder.redirectError(folder.resolve("err").toFile());
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().put("BYOL_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("ends in time").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
