package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.LastWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's last words, for the ways to end before the first step. */
class WorkerInPodTest {
  @TempDir Path folder;

  @Test
  void anExperimentThatCannotBeUsedIsToldWithItsRankAndAttempt() throws IOException {
    Path file = folder.resolve("experiment.yaml");
    Files.writeString(file, experiment("globalBatch: 0", "/nowhere/{0..1}.tar"));

    var shell = inPod(Map.of("BYOL_WORLD_SIZE", "2", "JOB_COMPLETION_INDEX", "1"));

    assertThat(shell.run("worker", file.toString())).isEqualTo(20);
    LastWords words = lastWords();
    assertThat(words.exitCode()).isEqualTo(ExitCode.BAD_EXPERIMENT);
    assertThat(words.rank()).isEqualTo(1);
    assertThat(words.attempt()).isEqualTo(3);
    assertThat(words.message()).contains("spec.training.globalBatch");
    assertThat(words.step()).isNull();
  }

  @Test
  void dataThatIsNotThereIsBadData() throws IOException {
    Path file = folder.resolve("experiment.yaml");
    Files.writeString(
        file, experiment("globalBatch: 8", folder.resolve("no-{0..1}.tar").toString()));

    assertThat(inPod(Map.of()).run("worker", file.toString())).isEqualTo(21);
    assertThat(lastWords().exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(lastWords().message()).contains("no-");
  }

  @Test
  void aWrongVariableIsNamed() throws IOException {
    assertThat(inPod(Map.of("BYOL_CORES", "many")).run("worker", "any.yaml")).isEqualTo(2);
    assertThat(lastWords().message()).contains("BYOL_CORES", "many");
  }

  @Test
  void outsideAPodNothingIsLeft() throws IOException {
    assertThat(new FakeShell().run("worker", folder.resolve("no.yaml").toString())).isEqualTo(20);
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private FakeShell inPod(Map<String, String> more) {
    var shell = new FakeShell();
    shell.environment().put("BYOL_TERMINATION_LOG", folder.resolve("termination-log").toString());
    shell.environment().put("BYOL_ATTEMPT", "3");
    shell.environment().putAll(more);
    shell.environment().putIfAbsent("BYOL_RENDEZVOUS", "photos-a3-0.photos.vision:29400");
    shell.environment().putIfAbsent("BYOL_KEY", "00".repeat(32));
    return shell;
  }

  private LastWords lastWords() throws IOException {
    return LastWords.parse(Files.readString(folder.resolve("termination-log")));
  }

  private String experiment(String batch, String uri) {
    return """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: photos}
        spec:
          training: {maxSteps: 10, %s}
          network: {encoder: TinyResNet, projectorHidden: 8, projectorOutput: 4, predictorHidden: 8}
          augmentation: {imageSize: 32}
          data: {uri: "%s"}
          logging: {directory: "%s"}
        """
        .formatted(batch, uri, folder.resolve("run"));
  }
}
