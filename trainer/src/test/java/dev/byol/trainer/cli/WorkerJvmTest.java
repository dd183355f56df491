package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.cli.doctor.MachineFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerJvmTest {
  @Test
  void aWorkersJavaHasItsHeapAndTheUsersOptionsComeLast() {
    var jvm =
        new WorkerJvm(
            MachineFacts.ofThisMachine(Map.of()),
            4,
            512L << 20,
            Path.of("runs/photos/logs"),
            Map.of("BYOL_JAVA_OPTS", " -Xmx9g  -ea ", "BYOL_KEY", "c0ffee"));

    List<String> command = jvm.command(3, 2, List.of("my photos.yaml", "--set", "spec.seed=1"));

    assertThat(command)
        .contains(
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:ActiveProcessorCount=2",
            "-Dorg.bytedeco.javacpp.maxbytes=0")
        .containsSequence("-Xmx9g", "-ea", "-cp")
        .endsWith(Main.class.getName(), "worker", "my photos.yaml", "--set", "spec.seed=1");
    assertThat(String.join(" ", command)).contains("hs_err-worker-3.log").doesNotContain("c0ffee");
  }
}
