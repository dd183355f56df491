package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/**
 * What other people's clusters and namespaces do to an experiment: limits, quotas, policies, names
 * as long as can be, and objects that somebody deletes in mid-run.
 */
@OnCluster
class StrangeClustersE2E extends Rows {

  @Test
  void namesAsLongAsCanBeMeetAndTrain() {
    String name = "n".repeat(40);
    // With what a row puts before it the namespace has 45 characters; DNS takes 63.
    Row row = Row.start(Digits.of(name, 30, 2));

    JsonNode done = row.awaitPhase("Complete");

    assertThat(done.at("/progress/step").asLong()).isEqualTo(30);
  }

  @Test
  void aLimitRangeThatForbidsThePodsIsToldInItsOwnWordsAndWaitedFor() {
    Row row = Row.in(Digits.of("ranged", 20, 1));
    Cluster.apply(
        row.namespace(),
        """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: small}
        spec: {limits: [{type: Container, max: {memory: 100Mi}}]}
        """);
    row.apply();

    JsonNode waiting = row.awaitMessage("maximum memory usage per Container is 100Mi");
    assertThat(Cluster.isAt(waiting, "Queued")).isTrue();

    row.kubectl("delete", "limitrange", "small");
    row.awaitPhase("Complete");
  }

  @Test
  void aQuotaOfServicesIsToldAndWhenItIsRaisedTheSameAttemptBegins() {
    Row row = Row.in(Digits.of("serviceless", 20, 2));
    row.kubectl("create", "quota", "none", "--hard=services=0");
    row.apply();

    row.awaitMessage("exceeded quota: none");
    assertThat(row.describe()).contains("QuotaExceeded");

    row.kubectl("delete", "quota", "none");
    assertThat(row.awaitPhase("Complete").at("/attempt/number").asLong()).isEqualTo(1);
  }

  @Test
  void aPriorityClassThatIsNotThereIsTold() {
    Row row =
        Row.start(Digits.of("unranked", 20, 1).withWorker("priorityClassName: no-such-class"));

    row.awaitMessage("no PriorityClass with name no-such-class");
    row.edit("{\"workers\": {\"priorityClassName\": null}}");
    row.awaitPhase("Complete");
  }

  @Test
  void aRuntimeClassThatIsNotThereIsTold() {
    Row row = Row.start(Digits.of("runtime", 20, 1).withWorker("runtimeClassName: no-such-class"));

    row.awaitMessage("no-such-class");
    row.edit("{\"workers\": {\"runtimeClassName\": null}}");
    row.awaitPhase("Complete");
  }

  @Test
  void anAccountThatIsNotThereIsToldAndWaitedFor() {
    Row row =
        Row.start(Digits.of("unaccounted", 20, 1).withWorker("serviceAccount: " + Release.ACCOUNT));

    row.awaitMessage("serviceaccount \"" + Release.ACCOUNT + "\" not found");
    row.kubectl("create", "serviceaccount", Release.ACCOUNT);
    row.awaitPhase("Complete");
  }

  @Test
  void anInitContainerThatFailsIsNamed() {
    Row row =
        Row.start(
            Digits.of("initial", 20, 1)
                .withWorker(
                    "podTemplate: {spec: {initContainers: [{name: fetch, image: \"byol-e2e-s3:1\","
                        + " imagePullPolicy: IfNotPresent, command: [sh, -c, \"echo no licence; exit 7\"],"
                        + " terminationMessagePolicy: FallbackToLogsOnError}]}}"));

    JsonNode failed =
        row.await("an attempt that ended", status -> status.at("/attempts/0").isObject());

    assertThat(failed.at("/attempts/0/message").asText()).contains("fetch", "7", "no licence");
  }

  @Test
  void aLeaseAServiceAndAConfigMapThatSomebodyDeletesInMidRunAreMissedByNobody() {
    Row row = Row.start(Digits.of("robbed", Digits.FOREVER, 2));
    row.awaitStep(5);

    for (String kind : new String[] {"lease", "service", "role", "networkpolicy", "configmap"}) {
      row.kubectl("delete", kind, "--selector=byol.dev/experiment=robbed");
    }

    JsonNode on = row.awaitSteps(20);
    assertThat(on.at("/attempt/number").asLong()).isEqualTo(1);
    row.edit("{\"workers\": {\"replicas\": 1}}");
    JsonNode next = row.awaitAttempt(2);
    assertThat(next.at("/attempts/0/endedBy").asText()).isEqualTo("SpecChanged");
    assertThat(next.at("/budget/failures").asInt()).isZero();
  }

  @Test
  void aNamespaceThatIsDeletedInMidRunGoesWithoutANewAttempt() {
    Row row = Row.start(Digits.of("leaving", Digits.FOREVER, 2));
    row.awaitStep(5);

    Cluster.kubectl("delete", "namespace", row.namespace(), "--timeout=120s");

    assertThat(Cluster.attempt("get", "namespace", row.namespace()).status()).isNotZero();
  }

  @Test
  void dataWhoseNameIsNotAsciiIsToldAsItIsWritten() {
    Row row = Row.start(Digits.of("letters", 50, 2).from("/shared/données-猫"));

    JsonNode failed = row.awaitPhase("Failed");

    assertThat(failed.path("message").asText()).contains("/shared/données-猫");
  }

  @Test
  void aPolicyOfTheClusterThatForbidsJobsIsToldInItsOwnWords() {
    Row row = Row.in(Digits.of("policed", 20, 1));
    Cluster.apply(
        row.namespace(),
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: byol-e2e-no-jobs}
        spec:
          matchConstraints:
            resourceRules: [{apiGroups: [batch], apiVersions: [v1], operations: [CREATE], resources: [jobs]}]
          validations: [{expression: "object.metadata.namespace != 'byol-policed'", message: "Jobs are closed for the weekend"}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: byol-e2e-no-jobs}
        spec: {policyName: byol-e2e-no-jobs, validationActions: [Deny]}
        """);
    try {
      row.apply();
      row.awaitMessage("Jobs are closed for the weekend");
      assertThat(row.describe()).contains("AdmissionDenied");
    } finally {
      for (String kind :
          new String[] {"validatingadmissionpolicybinding", "validatingadmissionpolicy"}) {
        Cluster.kubectl("delete", kind, "byol-e2e-no-jobs");
      }
    }
    row.awaitPhase("Complete");
  }
}
