package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Objects of somebody else in the way of an experiment, and the operator's own election. */
@OnCluster
class ForeignObjectsE2E {
  @BeforeAll
  static void install() {
    Cluster.sharePictures();
    Release.install("policy.hostPaths={" + Cluster.SHARED + "}");
  }

  @AfterAll
  static void leave() {
    Cluster.removeNamespaces(Row.LABEL);
    Cluster.attempt("-n", Release.NAMESPACE, "delete", "byol", "byol-operator", "--wait=false");
  }

  @Test
  void whatUsersNamedLikeTheExperimentIsNeitherChangedNorDeleted() {
    Row row = Row.in(Digits.of("default-deny", Digits.FOREVER, 1));
    Cluster.apply(
        row.namespace(), objects("default-deny", "default-deny-worker", "default-deny-a1"));
    List<JsonNode> before = objectsOf(row);

    row.apply();
    row.awaitStep(5);
    row.kubectl("delete", "byol", "default-deny", "--timeout=90s");
    Cluster.awaitNoPods(
        row.namespace(), "byol.dev/experiment=default-deny", java.time.Duration.ofMinutes(2));

    assertThat(objectsOf(row)).isEqualTo(before);
  }

  @Test
  void whatHasANameThatIsNeededIsNamedAndLeftAloneAndWaitedFor() {
    Row row = Row.in(Digits.of("in-the-way", Digits.FOREVER, 2).with("suspend: true\n"));
    row.apply();
    String uid =
        Cluster.get(row.namespace(), "byol", "in-the-way")
            .at("/metadata/uid")
            .asText()
            .substring(0, 8);
    String dotted = "in-the-way." + uid;
    String dashed = "in-the-way-" + uid;
    Cluster.apply(row.namespace(), objects(dotted, dotted, dashed + "-a1") + service(dashed));

    row.edit("{\"suspend\": false}");

    List<String> left =
        new ArrayList<>(
            List.of(
                "Job " + dashed + "-a1",
                "Lease " + dotted,
                "Service " + dashed,
                "ServiceAccount " + dotted,
                "Role " + dotted,
                "RoleBinding " + dotted,
                "NetworkPolicy " + dotted));
    while (!left.isEmpty()) {
      String said =
          row.await("stranger in the way", status -> !inTheWay(status, left).isEmpty())
              .path("message")
              .asText();
      String called =
          left.stream().filter(it -> said.contains(": " + it + " in ")).findFirst().get();
      String[] object = called.split(" ");
      JsonNode stranger = Cluster.get(row.namespace(), object[0], object[1]);
      assertThat(row.describe()).contains("NameInUse", called, "delete or rename it");
      assertThat(stranger.at("/metadata/labels/somebody").asText()).isEqualTo("else");
      assertThat(stranger.at("/metadata/ownerReferences").isMissingNode()).isTrue();
      assertThat(stranger.at("/metadata/managedFields").size()).isLessThan(2);
      row.kubectl("delete", object[0], object[1]);
      left.remove(called);
    }
    row.awaitStep(5);
    assertThat(row.describe()).contains("NameInUse");
    assertThat(row.status().toString()).doesNotContain("NameInUse");
  }

  @Test
  void anExperimentNamedLikeTheOperatorHasNothingOfItsElection() {
    String before = Release.leader();
    Cluster.removeRuns("byol-operator");
    // Its own namespace enforces the restricted standard: no hostPath, so it only waits for its
    // pods.
    Cluster.apply(Release.NAMESPACE, Digits.of("byol-operator", Digits.FOREVER, 1).yaml());
    JsonNode status =
        Cluster.await(
            Release.NAMESPACE,
            "byol-operator",
            java.time.Duration.ofMinutes(3),
            "Job",
            s -> !s.at("/attempt/jobUid").asText().isEmpty());
    assertThat(status.at("/attempt/number").asInt()).isEqualTo(1);
    JsonNode lease = Cluster.get(Release.NAMESPACE, "lease", "byol-operator");
    assertThat(lease.at("/metadata/ownerReferences").isMissingNode()).isTrue();
    assertThat(lease.at("/metadata/annotations").toString()).doesNotContain("byol.dev/control");

    Cluster.kubectl("-n", Release.NAMESPACE, "delete", "byol", "byol-operator", "--timeout=90s");

    assertThat(Release.leader()).isEqualTo(before);
  }

  private static String inTheWay(JsonNode status, List<String> objects) {
    String said = status.path("message").asText();
    return said.contains("exists already and is not this experiment's")
            && objects.stream().anyMatch(it -> said.contains(": " + it + " in namespace "))
        ? said
        : "";
  }

  private static List<JsonNode> objectsOf(Row row) {
    List<JsonNode> objects = new ArrayList<>();
    for (String kind :
        List.of(
            "services",
            "leases",
            "serviceaccounts",
            "roles",
            "rolebindings",
            "networkpolicies",
            "configmaps",
            "jobs")) {
      objects.addAll(Cluster.list(row.namespace(), kind, "somebody=else"));
    }
    assertThat(objects).hasSizeGreaterThan(5);
    return objects;
  }

  private static String service(String name) {
    return """
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: %s, labels: {somebody: else}}
        spec: {ports: [{port: 80}], selector: {app: web}}
        """
        .formatted(name);
  }

  /** One of each kind that the operator makes, as somebody else would. */
  private static String objects(String name, String account, String job) {
    String plain =
        """
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: %1$s, labels: {somebody: else}}
        spec: {holderIdentity: somebody}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: %1$s, labels: {somebody: else}}
        spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress]}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %1$s, labels: {somebody: else}}
        data: {a: b}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: %2$s, labels: {somebody: else}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: %2$s, labels: {somebody: else}}
        rules: []
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: %2$s, labels: {somebody: else}}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: other}
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: %3$s, labels: {somebody: else}}
        spec:
          suspend: true
          template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}
        """
            .formatted(name, account, job);
    return name.contains(".") ? plain : plain + service(name);
  }
}
