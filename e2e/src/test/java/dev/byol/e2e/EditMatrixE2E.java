package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What edits of a running experiment do to its pods, its steps and its schedule. All of them meet
 * the same experiment, one after the other.
 */
@OnCluster
@Execution(ExecutionMode.SAME_THREAD)
class EditMatrixE2E {
  private static Row row;

  @BeforeAll
  static void startOne() {
    Cluster.sharePictures();
    Release.install();
    row = Row.start(Digits.of("edited", Digits.FOREVER, 2));
    row.awaitStep(25);
  }

  @AfterAll
  static void leave() {
    Cluster.removeNamespaces(Row.LABEL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"training\": {\"maxSteps\": 2000000}} | /progress/maxSteps | 2000000",
        "{\"training\": {\"maxSteps\": 3000000}} | /pinned/scheduleSteps | 3000000",
        "{\"training\": {\"scheduleSteps\": 4000000}} | /pinned/scheduleSteps | 4000000",
        "{\"faultTolerance\": {\"maxFailures\": 9}} | /budget/left | 9",
      })
  void theWorkersAreToldAndGoOn(String edit, String field, long value) {
    List<String> pods = row.podIdentities();

    row.edit(edit);

    row.await(field + " = " + value, status -> status.at(field).asLong() == value);
    row.awaitSteps(10);
    assertThat(row.podIdentities()).isEqualTo(pods);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"seed\": 7} | spec.seed cannot change once there is a checkpoint",
        "{\"training\": {\"globalBatch\": 24}} | spec.training.globalBatch cannot change",
        "{\"data\": {\"uri\": \"/shared/other\"}} | spec.data.uri cannot change",
        "{\"workers\": {\"replicas\": 13}} | at least spec.workers.replicas",
      })
  void whatCannotBeIsRefusedWhileTheEditorLooks(String edit, String refusal) {
    assertThat(row.tryToEdit(edit).err()).contains(refusal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"learningRate\": {\"base\": 0.5}} | SpecChanged",
        "{\"workers\": {\"replicas\": 3}} | SpecChanged",
        "{\"lifecycle\": {\"restartNonce\": \"again\"}} | RestartRequested",
      })
  void theNextAttemptGoesOnFromWhereTheLastSaved(String edit, String reason) {
    JsonNode before = row.status();
    List<String> pods = row.podIdentities();
    long number = before.at("/attempt/number").asLong() + 1;

    row.edit(edit);

    JsonNode after = row.awaitAttempt(number);
    assertThat(after.at("/attempts/0/endedBy").asText()).isEqualTo(reason);
    assertThat(after.at("/attempts/0/charge").asText()).isEqualTo("Planned");
    assertThat(after.at("/attempt/fromStep").asLong())
        .isGreaterThanOrEqualTo(before.at("/progress/step").asLong());
    assertThat(after.at("/budget/failures").asInt()).isZero();
    assertThat(row.podIdentities()).doesNotContainAnyElementsOf(pods);
  }
}
