package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * What goes wrong with a worker or its spec, and what the resource then says. Rows disturb nobody
 * else, so they run side by side, each in a namespace of its own.
 */
@OnCluster
class FailureMatrixE2E extends Rows {
  private static final Duration SOON = Duration.ofMinutes(4);

  @Test
  @EnabledIfEnvironmentVariable(named = Levers.PROGRAM, matches = ".+", disabledReason = Levers.WHY)
  void aWorkerKilledByTheKernelIsNamedAndTheNextAttemptGoesOnFromTheCheckpoint() {
    Row row = Row.start(Digits.of("killed", Digits.FOREVER, 2));
    row.awaitStep(25);

    Levers.kill(row.pod(1));

    JsonNode again = row.awaitAttempt(2);
    assertThat(again.at("/attempt/fromStep").asLong()).isGreaterThanOrEqualTo(20);
    JsonNode ended = again.at("/attempts/0");
    assertThat(ended.at("/endedBy").asText()).isEqualTo("Crashed");
    assertThat(ended.at("/charge").asText()).isEqualTo("Failure");
    assertThat(ended.at("/rank").asInt()).isEqualTo(1);
    assertThat(ended.at("/exitCode").asInt()).isEqualTo(137);
    assertThat(ended.at("/node").asText()).isNotEmpty();
    assertThat(row.describe()).contains("Crashed", "was killed by signal 9");
  }

  @Test
  void anEvictedWorkerSavesAndTheNextAttemptRepeatsNoStep() {
    Row row = Row.start(Digits.of("evicted", Digits.FOREVER, 2));
    row.awaitStep(5);

    row.evict(row.pod(1));

    JsonNode again = row.awaitAttempt(2);
    JsonNode ended = again.at("/attempts/0");
    assertThat(ended.at("/endedBy").asText()).isIn("Evicted", "Interrupted");
    assertThat(ended.at("/charge").asText()).isEqualTo("Disruption");
    assertThat(again.at("/budget/failures").asInt()).isZero();
    assertThat(again.at("/attempt/fromStep").asLong())
        .as("the step that was saved on SIGTERM")
        .isGreaterThanOrEqualTo(ended.at("/toStep").asLong());
  }

  @Test
  void aDeletedPodSavesAndTheExperimentGoesOn() {
    Row row = Row.start(Digits.of("deleted", Digits.FOREVER, 1));
    row.awaitStep(5);

    row.kubectl("delete", "pod", row.pod(0), "--wait=false");

    JsonNode again = row.awaitAttempt(2);
    assertThat(again.at("/budget/failures").asInt()).isZero();
    assertThat(again.at("/attempt/fromStep").asLong()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void aWorkerThatNeedsTooMuchMemoryIsNamedWithTheRemedy() {
    Row row = Row.start(Digits.of("hungry", Digits.FOREVER, 1).limitedTo("1", "130Mi"));

    JsonNode failed = row.awaitPhase("Failed");

    // An attempt that takes a step first does not count as in a row.
    assertThat(failed.at("/budget/inARow").asInt()).isEqualTo(2);
    assertThat(failed.at("/attempts/0/endedBy").asText()).isEqualTo("OutOfMemory");
    assertThat(failed.path("message").asText()).contains("spec.workers.resources.limits.memory");
  }

  @Test
  void anExperimentThatCannotBeRunIsRefusedWithTheFieldBeforeAnyPod() {
    Row row = Row.start(Digits.of("unfit", 3, 1));

    JsonNode refused = row.awaitMessage("spec.learningRate.warmupSteps");

    assertThat(Cluster.isAt(refused, "Pending")).isTrue();
    assertThat(row.pods()).isEmpty();
  }

  @Test
  void dataThatIsNotThereFailsAtOnceWithThePath() {
    Row row = Row.start(Digits.of("nowhere", 50, 2).from("/shared/nowhere"));

    JsonNode failed = row.awaitPhase("Failed");

    assertThat(failed.at("/attempts")).hasSize(1);
    assertThat(failed.at("/attempts/0/endedBy").asText()).isEqualTo("BadData");
    assertThat(failed.at("/attempts/0/exitCode").asInt()).isEqualTo(21);
    assertThat(failed.path("message").asText()).contains("/shared/nowhere");
  }

  @Test
  void anImageThatCannotBePulledIsToldAndASpecThatNamesAnotherGoesOn() {
    Row row =
        Row.start(Digits.of("unpulled", 30, 1).withWorker("image: registry.invalid/byol:none"));

    JsonNode waiting = row.awaitMessage("registry.invalid/byol:none");
    assertThat(Cluster.isAt(waiting, "Failed")).isFalse();
    assertThat(waiting.path("message").asText()).contains("spec.workers.image");

    row.kubectl(
        "patch",
        "byol",
        "unpulled",
        "--type=json",
        "--patch=[{\"op\":\"remove\",\"path\":\"/spec/workers/image\"}]");
    row.awaitPhase("Complete");
  }

  @Test
  void aQuotaThatForbidsThePodsIsToldInItsOwnWordsAndWaitedFor() {
    Row row = Row.in(Digits.of("denied", 30, 1));
    row.kubectl("create", "quota", "none", "--hard=pods=0");
    row.apply();

    JsonNode waiting = row.awaitMessage("exceeded quota");
    assertThat(Cluster.isAt(waiting, "Queued")).isTrue();

    row.kubectl("delete", "quota", "none");
    row.awaitPhase("Complete");
  }

  @Test
  void aNamespaceThatEnforcesTheRestrictedPodSecurityStandardRunsWorkersOnAClaim() {
    Row row = Row.in(Digits.of("restricted", 30, 2).onClaim("shared"));
    row.kubectl(
        "label", "namespace", row.namespace(), "pod-security.kubernetes.io/enforce=restricted");
    row.claim("shared", Cluster.SHARED);
    row.apply();

    JsonNode done = row.awaitPhase("Complete");

    assertThat(done.at("/progress/step").asLong()).isEqualTo(30);
    List<JsonNode> pods = row.pods();
    assertThat(pods).isNotEmpty();
    assertThat(pods.get(0).at("/spec/containers/0/securityContext/readOnlyRootFilesystem"))
        .hasToString("true");
  }
}
