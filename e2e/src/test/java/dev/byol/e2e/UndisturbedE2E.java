package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * What happens to the operator and the control plane while an experiment trains: the workers take
 * no notice. One experiment goes through all of it, in order.
 */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UndisturbedE2E {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofMinutes(2);

  private static Row row;
  private static JsonNode attempt;
  private static List<String> pods;

  @BeforeAll
  static void startOne() {
    Cluster.sharePictures();
    Release.install();
    row = Row.start(Digits.of("steady", Digits.FOREVER, 2).limitedTo("500m", "1500Mi"));
    attempt = row.awaitStep(25).at("/attempt");
    pods = row.podIdentities();
    assertThat(pods).hasSize(2);
  }

  @AfterAll
  static void leave() {
    Cluster.removeNamespaces(Row.LABEL);
  }

  @Test
  @Order(1)
  void aKilledOperatorIsReplaced() {
    Release.killOperators();

    Release.awaitReady();
    assertUndisturbed();
  }

  @Test
  @Order(2)
  void ofTwoOperatorsOneActsAndTheOtherTakesOverWhenItIsKilled() {
    Release.install("replicas=2");
    String leader = Release.leader();

    Cluster.kubectl(
        "-n", Release.NAMESPACE, "delete", "pod", leader, "--grace-period=0", "--force");

    Cluster.await("another leader", SOON, () -> !Release.leader().equals(leader));
    assertUndisturbed();
    assertThat(Cluster.list(row.namespace(), "jobs", "byol.dev/experiment=steady")).hasSize(1);
  }

  @Test
  @Order(3)
  void anUpgradeOfTheChartRollsTheOperatorOnly() {
    Release.install("replicas=1", "workers.heartbeatSeconds=2", "java.options=-Xmx200m");

    assertUndisturbed();
  }

  @Test
  @Order(4)
  @EnabledIfEnvironmentVariable(named = Levers.PROGRAM, matches = ".+", disabledReason = Levers.WHY)
  void anApiServerThatIsAwayForAMinuteIsNotMissed() {
    long before = row.status().at("/progress/step").asLong();
    Levers.apiServerOff();
    try {
      Cluster.sleep(A_MINUTE);
    } finally {
      Levers.apiServerOn();
    }

    // More than a few: it trained in the dark.
    Cluster.awaitStep(row.namespace(), "steady", before + 30, SOON);
    Release.awaitReady();
    assertUndisturbed();
  }

  @Test
  @Order(5)
  void anUninstallLeavesExperimentWorkersAndCheckpoints() {
    Release.uninstall();
    try {
      assertThat(row.podIdentities()).isEqualTo(pods);
      assertThat(Files.exists(Cluster.SHARED.resolve("runs/steady/latest"))).isTrue();
      assertThat(Cluster.kubectl("get", "crd", "byolexperiments.byol.dev")).contains("byol");
    } finally {
      Release.install();
    }
    assertUndisturbed();
  }

  @Test
  @Order(6)
  void deletingTheExperimentTakesItsObjectsAndLeavesItsCheckpoints() {
    row.kubectl("delete", "byol", "steady", "--cascade=foreground", "--timeout=90s");

    Cluster.awaitNoPods(row.namespace(), "byol.dev/experiment=steady", SOON);
    assertThat(row.kubectl("get", "jobs,leases,services,configmaps", "-l", "byol.dev/experiment"))
        .isEmpty();
    assertThat(Files.exists(Cluster.SHARED.resolve("runs/steady/latest"))).isTrue();
  }

  /** Steps go on being reported, by the same pods of the same attempt, and none ended. */
  private static void assertUndisturbed() {
    JsonNode status = row.awaitSteps(10);
    assertThat(status.at("/attempt/number")).isEqualTo(attempt.at("/number"));
    assertThat(status.at("/attempt/jobUid")).isEqualTo(attempt.at("/jobUid"));
    assertThat(status.at("/attempts").size()).isZero();
    assertThat(row.podIdentities()).isEqualTo(pods);
  }
}
