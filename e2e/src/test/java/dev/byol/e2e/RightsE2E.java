package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart's accounts may and may not do. */
@OnCluster
class RightsE2E {
  private static final String NAMESPACE = "byol-rights";
  private static final Duration SOON = Duration.ofMinutes(3);

  @BeforeAll
  static void install() {
    Release.install();
    Cluster.freshNamespace(NAMESPACE);
    Cluster.apply(NAMESPACE, Digits.of("rights", Digits.FOREVER, 1).yaml());
    Cluster.await(
        NAMESPACE,
        "rights",
        SOON,
        "Job",
        status -> !status.at("/attempt/jobUid").asText().isEmpty());
  }

  @AfterAll
  static void leave() {
    Cluster.attempt("delete", "namespace", NAMESPACE, "--wait=false");
  }

  @ParameterizedTest
  @CsvSource({
    "get,secrets",
    "list,secrets",
    "create,pods",
    "create,clusterroles",
    "create,clusterrolebindings",
    "update,byolexperiments",
    "delete,byolexperiments"
  })
  void theOperatorMayNot(String verb, String resource) {
    assertThat(may(Release.NAMESPACE, "byol-byol-operator", NAMESPACE, verb, resource)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "get,secrets",
    "list,leases",
    "get,leases/other",
    "patch,leases/rights",
    "patch,leases/byol-operator",
    "create,leases",
    "get,byolexperiments",
    "patch,byolexperiments/rights",
    "get,pods",
    "create,jobs"
  })
  void aWorkerMayNot(String verb, String resource) {
    assertThat(may(NAMESPACE, shared(), NAMESPACE, verb, resource)).isFalse();
  }

  @Test
  void aWorkerMayPatchItsOwnLeaseAndNoneElsewhere() {
    assertThat(may(NAMESPACE, shared(), NAMESPACE, "patch", "leases/" + shared())).isTrue();
    assertThat(may(NAMESPACE, shared(), "default", "patch", "leases/" + shared())).isFalse();
  }

  @Test
  void anInstallForANamespaceThatIsNotThereIsRefusedBeforeAnythingIsMade() {
    Command.Result refused =
        Command.attempt(
            "",
            Duration.ofMinutes(1),
            "helm",
            "install",
            "other",
            "helm/byol-operator",
            "-n",
            NAMESPACE,
            "--set",
            "crds.install=false,watchNamespaces={default,no-such-namespace}");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.err())
        .contains("watchNamespaces names \"no-such-namespace\", and there is no such namespace");
    assertThat(Command.run("helm", "list", "-n", NAMESPACE, "--all", "-q")).isEmpty();
  }

  /** The name of its account, and of its Lease. */
  private static String shared() {
    String uid = Cluster.get(NAMESPACE, "byol", "rights").at("/metadata/uid").asText();
    return "rights." + uid.substring(0, 8);
  }

  private static boolean may(
      String accountNamespace, String account, String namespace, String verb, String resource) {
    String[] question = {"auth", "can-i", verb, resource, "-n", namespace};
    String[] who = {"--as=system:serviceaccount:" + accountNamespace + ":" + account};
    Command.Result answer =
        Cluster.attempt(
            Stream.concat(Arrays.stream(question), Arrays.stream(who)).toArray(String[]::new));
    return answer.out().strip().equals("yes");
  }
}
