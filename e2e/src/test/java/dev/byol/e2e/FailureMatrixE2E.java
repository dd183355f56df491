package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * What goes wrong with a worker or its spec, and what the resource then says. Rows disturb nobody
 * else, so they run side by side, each in a namespace of its own.
 */
@OnCluster
class FailureMatrixE2E extends Rows {

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
  void aWorkerThatNeedsMoreMemoryThanItsPodHasIsRefusedBeforeItTakesAny() {
    Row row = Row.start(Digits.of("hungry", Digits.FOREVER, 1).limitedTo("1", "130Mi"));

    JsonNode failed = row.awaitPhase("Failed");

    assertThat(failed.at("/budget/inARow").asInt()).isEqualTo(1);
    assertThat(failed.at("/attempts/0/endedBy").asText()).isEqualTo("BadExperiment");
    assertThat(failed.path("message").asText())
        .contains("a worker needs", "has 130 MiB", "spec.workers.resources.limits.memory");
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

  @Test
  void aSecretThatIsMissingIsToldAndWaitedForUntilSomebodyCreatesIt() {
    Row row =
        Row.start(
            Digits.of("secretless", 20, 1)
                .withWorker("env: [{name: TOKEN, secretName: nowhere, secretKey: token}]"));

    JsonNode waiting = row.awaitMessage("secret \"nowhere\" not found");

    assertThat(Cluster.isAt(waiting, "Starting")).isTrue();
    assertThat(row.describe())
        .contains("ContainerNotConfigured", "CreateContainerConfigError", "pod secretless-");
    row.kubectl("create", "secret", "generic", "nowhere", "--from-literal=token=x");
    goesOnByItself(row);
  }

  @Test
  void aKeyThatIsMissingInASecretIsToldAndWaitedFor() {
    Row row =
        Row.in(
            Digits.of("keyless", 20, 1)
                .withWorker("env: [{name: TOKEN, secretName: keys, secretKey: token}]"));
    row.kubectl("create", "secret", "generic", "keys", "--from-literal=other=x");
    row.apply();

    row.awaitMessage("couldn't find key token in Secret");

    assertThat(row.describe()).contains("ContainerNotConfigured", "or key that is missing");
    row.kubectl("patch", "secret", "keys", "--patch={\"stringData\": {\"token\": \"x\"}}");
    goesOnByItself(row);
  }

  @Test
  void aVolumeThatCannotBeMountedIsToldInTheKubeletsWordsAndWaitedFor() {
    Path folder = Cluster.SHARED.resolve("late");
    Command.run("rm", "-rf", folder.toString());
    Row row = Row.in(Digits.of("unmounted", 20, 1).onClaim("late"));
    row.claim("late", folder, "Directory");
    row.apply();

    row.awaitMessage("FailedMount");

    assertThat(row.describe())
        .contains("VolumeNotMounted", "hostPath type check failed", "pod unmounted-");
    Command.run("mkdir", "-p", folder.resolve("runs").toString());
    Command.run("cp", "-r", Cluster.SHARED.resolve("digits").toString(), folder.toString());
    Command.run("chown", "-R", Cluster.WORKER_USER, folder.toString());
    goesOnByItself(row);
  }

  /** The pods that waited, and no others: nothing was counted, nothing was begun anew. */
  private static void goesOnByItself(Row row) {
    JsonNode trains = row.awaitStep(1);
    assertThat(trains.at("/attempt/number").asLong()).isEqualTo(1);
    assertThat(trains.at("/budget/failures").asInt()).isZero();
    assertThat(trains.at("/budget/disruptions").asInt()).isZero();
  }

  @Test
  void anAccountOfTheUsersOwnIsGivenTheRightOnTheLeaseAndWithoutItIsLeftAlone() {
    Row row =
        Row.in(
            Digits.of("account", Digits.FOREVER, 1)
                .withWorker("serviceAccount: " + Release.ACCOUNT));
    row.kubectl("create", "serviceaccount", Release.ACCOUNT);
    String before = row.kubectl("get", "serviceaccount", Release.ACCOUNT, "-o", "json");
    row.apply();
    row.awaitStep(1);
    assertThat(row.kubectl("get", "serviceaccount", Release.ACCOUNT, "-o", "json"))
        .isEqualTo(before);

    row.kubectl("delete", "rolebinding", "--selector=byol.dev/experiment=account");

    JsonNode silent = row.awaitMessage("does not renew the experiment's Lease");
    assertThat(Cluster.isAt(silent, "Running")).isTrue();
    assertThat(row.describe()).contains("Unheard", "service account " + Release.ACCOUNT);
    // The operator makes the binding anew, while the same workers train.
    JsonNode heard = row.awaitSteps(1);
    assertThat(heard.at("/attempt/number").asLong()).isEqualTo(1);
  }

  @Test
  void aWorkerThatTheKernelEndsForItsMemoryIsNamedWithTheLimitToRaiseAndTriedOnceMore() {
    Row row =
        Row.start(
            Digits.of("swollen", Digits.FOREVER, 1)
                .limitedTo("1", "1100Mi")
                .withWorker("shm: 1000Mi"));
    row.awaitStep(25);

    // What lies in /dev/shm counts as the container's memory and is nobody's to end.
    Cluster.attempt(
        "-n",
        row.namespace(),
        "exec",
        row.pod(0),
        "--",
        "sh",
        "-c",
        "head -c 1000M /dev/zero > /dev/shm/fill");

    JsonNode again = row.awaitAttempt(2);
    JsonNode ended = again.at("/attempts/0");
    assertThat(ended.at("/endedBy").asText()).isEqualTo("OutOfMemory");
    assertThat(ended.at("/charge").asText()).isEqualTo("Failure");
    assertThat(ended.at("/exitCode").asInt()).isEqualTo(137);
    assertThat(ended.at("/node").asText()).isNotEmpty();
    assertThat(again.at("/attempt/fromStep").asLong()).isGreaterThanOrEqualTo(20);
    assertThat(row.describe())
        .contains("OutOfMemory", "OOMKilled", "spec.workers.resources.limits.memory");
  }

  @Test
  void aPodThatCannotStartOnItsNodeIsTriedElsewhereAndItCostsNothing() {
    Path folder = Cluster.SHARED.resolve("never");
    Command.run("rm", "-rf", folder.toString());
    Row row =
        Row.in(
            Digits.of("stuck", 20, 1)
                .onClaim("never")
                .with("faultTolerance: {podStartTimeoutSeconds: 20}"));
    row.claim("never", folder, "Directory");
    row.apply();

    JsonNode again =
        row.await(
            "another attempt",
            status ->
                status.at("/attempt/number").asLong() == 2
                    && status.at("/workers/nodes").asText().startsWith("node-"));

    JsonNode ended = again.at("/attempts/0");
    assertThat(ended.at("/endedBy").asText()).isEqualTo("PodNotStarted");
    assertThat(ended.at("/charge").asText()).isEqualTo("Disruption");
    assertThat(ended.at("/message").asText()).contains("FailedMount", "prefers other nodes");
    assertThat(again.at("/workers/nodes").asText())
        .as("another node than before")
        .isNotEqualTo(ended.at("/node").asText());
    assertThat(again.at("/budget/failures").asInt()).isZero();
    assertThat(row.describe()).contains("PodNotStarted");
  }

  @Test
  void aDataUriOfAThousandCharactersThatDoesNotExistIsToldInPart() {
    String folder = "/shared/" + ("x".repeat(238) + "/").repeat(4) + "digits";
    Row row = Row.start(Digits.of("endless", 50, 1).from(folder.substring(0, 960)));

    JsonNode failed = row.awaitPhase("Failed");

    assertThat(failed.at("/attempts")).hasSize(1);
    assertThat(failed.at("/attempts/0/endedBy").asText()).isEqualTo("BadData");
    assertThat(failed.path("message").asText()).contains("/shared/xxx", "...");
    assertThat(row.describe()).contains("BadData").doesNotContain("exitCode\":");
  }
}
