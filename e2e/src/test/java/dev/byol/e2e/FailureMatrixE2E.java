package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * What goes wrong with a worker, a spec, a node or the operator, and what the resource then says.
 */
@EnabledIfEnvironmentVariable(
    named = "KUBECONFIG",
    matches = ".+",
    disabledReason = "it needs a cluster with the images, named by KUBECONFIG")
class FailureMatrixE2E {
  private static final String NAMESPACE = "byol-failures";
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int FOREVER = 1_000_000;

  @BeforeAll
  static void install() {
    Cluster.sharePictures();
    Release.install();
    Cluster.freshNamespace(NAMESPACE);
  }

  @AfterAll
  static void leave() {
    Cluster.attempt("delete", "namespace", NAMESPACE, "--wait=false");
  }

  @AfterEach
  void endAll() {
    Cluster.attempt(
        "-n", NAMESPACE, "delete", "byol", "--all", "--cascade=foreground", "--timeout=90s");
  }

  @Test
  void aKilledWorkerCostsOneAttemptAndTheNextGoesOnFromTheCheckpoint() {
    start(Digits.of("killed", FOREVER, 2));
    Cluster.awaitStep(NAMESPACE, "killed", 25, SOON);

    Cluster.kubectl(
        "-n", NAMESPACE, "delete", "pod", "--grace-period=0", "--force", pod("killed", 1));

    JsonNode again = awaitAttempt("killed", 2);
    assertThat(again.at("/attempt/fromStep").asLong()).isGreaterThanOrEqualTo(20);
    assertThat(again.at("/attempts/0/number").asLong()).isEqualTo(1);
    assertThat(again.at("/attempts/0/endedBy").asText()).isNotEmpty();
    assertThat(again.at("/progress/step").asLong()).isGreaterThanOrEqualTo(20);
  }

  @Test
  void aWorkerThatNeedsTooMuchMemoryIsNamedWithTheRemedy() {
    String yaml =
        Digits.of("hungry", FOREVER, 1)
            .yaml()
            .replace("memory: 1500Mi", "memory: 130Mi")
            .replace("memory: 512Mi", "memory: 64Mi");
    start(yaml, "hungry");

    JsonNode failed = Cluster.awaitPhase(NAMESPACE, "hungry", "Failed", SOON.multipliedBy(2));

    assertThat(failed.at("/attempts/0/endedBy").asText()).isEqualTo("OutOfMemory");
    assertThat(failed.path("message").asText()).contains("memory");
  }

  @Test
  void anExperimentThatCannotBeRunIsRefusedWithTheFieldBeforeAnyPod() {
    start(Digits.of("unfit", 3, 1));

    JsonNode refused =
        Cluster.await(
            NAMESPACE,
            "unfit",
            SOON,
            "word of the field",
            status -> status.path("message").asText().contains("spec.learningRate.warmupSteps"));

    assertThat(Cluster.isAt(refused, "Pending")).isTrue();
    assertThat(Cluster.list(NAMESPACE, "pods", "byol.dev/experiment=unfit")).isEmpty();
  }

  @Test
  void dataThatIsNotThereFailsAtOnceWithThePath() {
    start(Digits.of("nowhere", 50, 2).from("/shared/nowhere"));

    JsonNode failed = Cluster.awaitPhase(NAMESPACE, "nowhere", "Failed", SOON);

    assertThat(failed.at("/attempts/0/endedBy").asText()).isEqualTo("BadData");
    assertThat(failed.at("/attempts/0/exitCode").asInt()).isEqualTo(21);
    assertThat(failed.path("message").asText()).contains("/shared/nowhere");
  }

  @Test
  void anImageThatCannotBePulledIsToldAndASpecThatNamesAnotherGoesOn() {
    String yaml =
        Digits.of("unpulled", 30, 1)
            .yaml()
            .replace("replicas: 1", "replicas: 1\n    image: byol-trainer:none");
    start(yaml, "unpulled");

    JsonNode waiting =
        Cluster.await(
            NAMESPACE,
            "unpulled",
            SOON,
            "word of the image",
            status -> status.path("message").asText().contains("byol-trainer:none"));
    assertThat(Cluster.isAt(waiting, "Failed")).isFalse();

    Cluster.kubectl(
        "-n",
        NAMESPACE,
        "patch",
        "byol",
        "unpulled",
        "--type",
        "json",
        "-p",
        "[{\"op\":\"remove\",\"path\":\"/spec/workers/image\"}]");
    Cluster.awaitPhase(NAMESPACE, "unpulled", "Complete", SOON);
  }

  @Test
  void aQuotaThatForbidsThePodsIsToldInItsOwnWords() {
    Cluster.kubectl("-n", NAMESPACE, "create", "quota", "none", "--hard=pods=0");
    try {
      start(Digits.of("denied", 30, 1));
      Cluster.await(
          NAMESPACE,
          "denied",
          SOON,
          "word of the quota",
          status -> status.path("message").asText().contains("quota"));
    } finally {
      Cluster.kubectl("-n", NAMESPACE, "delete", "quota", "none");
    }
    Cluster.awaitPhase(NAMESPACE, "denied", "Complete", SOON.multipliedBy(2));
  }

  @Test
  void aKilledOperatorDisturbsNoWorker() {
    start(Digits.of("orphaned", FOREVER, 2));
    JsonNode before = Cluster.awaitStep(NAMESPACE, "orphaned", 5, SOON);

    Cluster.kubectl(
        "-n",
        Release.NAMESPACE,
        "delete",
        "pod",
        "-l",
        "app.kubernetes.io/name=byol-operator",
        "--grace-period=0",
        "--force");

    long step = Cluster.get(NAMESPACE, "byol", "orphaned").at("/status/progress/step").asLong();
    JsonNode after = Cluster.awaitStep(NAMESPACE, "orphaned", step + 10, SOON);
    assertThat(after.at("/attempt")).isEqualTo(before.at("/attempt"));
    assertThat(after.at("/attempts").size()).isZero();
  }

  @Test
  void twoOperatorsAreOneThatActsAndAnUpgradeDisturbsNoWorker() {
    start(Digits.of("upgraded", FOREVER, 2));
    JsonNode before = Cluster.awaitStep(NAMESPACE, "upgraded", 5, SOON);
    try {
      Release.install("replicas=2");
      long step = Cluster.get(NAMESPACE, "byol", "upgraded").at("/status/progress/step").asLong();

      JsonNode after = Cluster.awaitStep(NAMESPACE, "upgraded", step + 10, SOON);

      assertThat(after.at("/attempt")).isEqualTo(before.at("/attempt"));
      assertThat(Cluster.list(NAMESPACE, "jobs", "byol.dev/experiment=upgraded")).hasSize(1);
    } finally {
      Release.install("replicas=1");
    }
  }

  private static void start(Digits digits) {
    start(digits.yaml(), digits.name());
  }

  private static void start(String yaml, String name) {
    Cluster.removeRuns(name);
    Cluster.apply(NAMESPACE, yaml);
  }

  private static JsonNode awaitAttempt(String name, long number) {
    return Cluster.await(
        NAMESPACE,
        name,
        SOON,
        "training attempt " + number,
        status ->
            status.at("/attempt/number").asLong() >= number && Cluster.isAt(status, "Running"));
  }

  private static String pod(String name, int rank) {
    List<JsonNode> pods =
        Cluster.list(
            NAMESPACE,
            "pods",
            "byol.dev/experiment=" + name + ",batch.kubernetes.io/job-completion-index=" + rank);
    return pods.get(0).at("/metadata/name").asText();
  }
}
