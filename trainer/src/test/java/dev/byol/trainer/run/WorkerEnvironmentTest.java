package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.channel.WorkerVariables;
import dev.byol.trainer.collective.Transport;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerEnvironmentTest {
  private static final WorkerEnvironment SECOND =
      new WorkerEnvironment(
          1,
          3,
          "worker-0.byol",
          29500,
          4,
          7,
          new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -1},
          2,
          WorkerEnvironment.Parent.LAUNCHER,
          Transport.TCP);

  @Test
  void whatIsWrittenToVariablesIsReadBack() {
    WorkerEnvironment read = WorkerEnvironment.from(SECOND.variables(), 8);

    assertThat(read).usingRecursiveComparison().isEqualTo(SECOND);
  }

  @Test
  void withoutVariablesAWorkerIsAlone() {
    WorkerEnvironment alone = WorkerEnvironment.from(Map.of(), 8);

    assertThat(alone).usingRecursiveComparison().isEqualTo(WorkerEnvironment.alone(8));
  }

  @Test
  void theKeyIsNotPrinted() {
    assertThat(SECOND.toString()).doesNotContain("0102").contains("worker 1 of 3");
  }

  @Test
  void aMissingOrWrongVariableIsNamedWithWhatIsAllowed() {
    assertThatThrownBy(() -> with(WorkerVariables.RANK, null))
        .hasMessageStartingWith("The environment variable BYOL_RANK is not set; allowed: a whole");
    assertThatThrownBy(() -> with(WorkerVariables.RANK, "3"))
        .hasMessageContaining("BYOL_RANK is 3; allowed: in 0..2");
    assertThatThrownBy(() -> with(WorkerVariables.TRANSPORT, "udp"))
        .hasMessageContaining("BYOL_TRANSPORT is udp; allowed: auto or tcp");
    assertThatThrownBy(() -> with(WorkerVariables.WORLD_SIZE, "many"))
        .hasMessageContaining("BYOL_WORLD_SIZE is many; allowed: a whole number");
    assertThatThrownBy(() -> with(WorkerVariables.RENDEZVOUS, "nowhere"))
        .hasMessageContaining("BYOL_RENDEZVOUS is nowhere; allowed: host:port");
    assertThatThrownBy(() -> with(WorkerVariables.RENDEZVOUS, "host:70000"))
        .hasMessageContaining("a port in 1..65535");
    assertThatThrownBy(() -> with(WorkerVariables.ATTEMPT, "-1"))
        .hasMessageContaining("BYOL_ATTEMPT is -1; allowed: a whole number of at least 0");
    assertThatThrownBy(() -> with(WorkerVariables.KEY, "00ff"))
        .hasMessageContaining("BYOL_KEY is 2 bytes");
    assertThatThrownBy(() -> with(WorkerVariables.KEY, "secret-words"))
        .hasMessageContaining("hexadecimal")
        .hasMessageNotContaining("secret-words");
  }

  private static WorkerEnvironment with(String name, String value) {
    Map<String, String> variables = new HashMap<>(SECOND.variables());
    variables.put(name, value);
    return WorkerEnvironment.from(variables, 1);
  }
}
