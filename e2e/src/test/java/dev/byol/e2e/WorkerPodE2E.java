package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What worker pods can be given, and what administrators let them be given. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WorkerPodE2E {
  private static final String NAMESPACE = "byol-pods";
  private static final String AUTHOR = "byol-author";
  private static final Duration SOON = Duration.ofMinutes(4);

  @BeforeAll
  static void install() {
    Cluster.sharePictures();
    Cluster.removeRuns("template", "sidecar");
    Release.install("policy.secrets={keys}", "policy.images={byol-*}");
    Cluster.freshNamespace(NAMESPACE);
    Cluster.kubectl(
        "label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=restricted");
    Cluster.claim(NAMESPACE, "pictures", Cluster.SHARED);
    Cluster.apply(
        NAMESPACE,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {LEVEL: quiet}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: author}
        rules: [{apiGroups: [byol.dev], resources: [byolexperiments], verbs: [get, create, update, patch, delete]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: author}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: author}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: %s}]
        """
            .formatted(AUTHOR));
  }

  @AfterAll
  static void leave() {
    Cluster.attempt("delete", "namespace", NAMESPACE, "--wait=false");
    Release.install();
  }

  @Test
  @Order(1)
  void underTheRestrictedStandardATemplateWithASidecarTrainsToTheEndAndItsPodsEnd() {
    Cluster.apply(
        NAMESPACE,
        Digits.of("template", 20, 2)
            .onClaim("pictures")
            .withWorker(
                """
                podTemplate:
                  metadata:
                    labels: {team: vision}
                    annotations: {example/note: seen}
                  spec:
                    hostAliases: [{ip: 10.1.2.3, hostnames: [store.example]}]
                    topologySpreadConstraints:
                      - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {team: vision}}}
                    initContainers:
                      - {name: first, image: %1$s, command: [sh, -c, "echo made > /scratch/made"], volumeMounts: [{name: scratch, mountPath: /scratch}]}
                      - {name: beside, image: %1$s, command: [sleep, infinity], restartPolicy: Always}
                    containers:
                      - name: trainer
                        env:
                          - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                        envFrom: [{configMapRef: {name: settings}}]
                        volumeMounts: [{name: scratch, mountPath: /scratch}]
                    volumes: [{name: scratch, emptyDir: {sizeLimit: 10Mi}}]
                """
                    .formatted(Release.TRAINER))
            .yaml());
    Cluster.awaitStep(NAMESPACE, "template", 1, SOON);
    List<JsonNode> pods = Cluster.list(NAMESPACE, "pods", "team=vision");
    assertThat(pods).hasSize(2);
    assertThat(pods.get(0).at("/spec/hostAliases/0/ip").asText()).isEqualTo("10.1.2.3");
    assertThat(pods.get(0).at("/metadata/annotations/example~1note").asText()).isEqualTo("seen");

    Cluster.awaitPhase(NAMESPACE, "template", "Complete", SOON);

    Cluster.await(
        "end of all pods, sidecars and all",
        SOON,
        () ->
            Cluster.list(NAMESPACE, "pods", "team=vision").stream()
                .allMatch(pod -> pod.at("/status/phase").asText().equals("Succeeded")));
  }

  @ParameterizedTest
  @Order(2)
  @CsvSource(
      delimiter = '|',
      value = {
        "serviceAccount: default|spec.workers.serviceAccount is \"default\"; allowed: service accounts that the policy of this cluster permits (mine)",
        "env: [{name: A, secretName: other}]|Secrets that spec names are \"other\"; allowed: Secrets that the policy of this cluster permits (keys)",
        "image: elsewhere/trainer:1|image in spec.workers is \"elsewhere/trainer:1\"",
        "podTemplate: {spec: {volumes: [{name: root, hostPath: {path: /}}]}}|hostPath of a volume in spec.workers is \"/\"; allowed: folders of nodes that the policy of this cluster permits (/var/lib/byol)",
        "podTemplate: {spec: {volumes: [{name: a, hostPath: {path: /var/lib/byol/../kubelet}}]}}|is \"/var/lib/byol/../kubelet\"",
        "podTemplate: {spec: {volumes: [{name: a, projected: {sources: [{secret: {name: other}}]}}]}}|are \"other\"",
        "podTemplate: {spec: {hostNetwork: true}}|hostNetwork, hostPID or hostIPC is more than the Pod Security standard restricted allows",
        "podTemplate: {spec: {containers: [{name: trainer, securityContext: {privileged: true}}]}}|securityContext.privileged",
      })
  void whoMayWriteExperimentsAloneGetsNoFurtherThanThePolicy(String worker, String refusal) {
    Command.Result result =
        Command.attempt(
            experiment("escalates", worker),
            Duration.ofMinutes(1),
            "kubectl",
            "-n",
            NAMESPACE,
            "--as",
            AUTHOR,
            "apply",
            "-f",
            "-");
    assertThat(result.status()).as(result.out()).isNotZero();
    assertThat(result.err()).contains(refusal, "operator's chart");
  }

  @Test
  @Order(3)
  void whereTheApiServerDoesNotAskTheOperatorDoes() {
    Release.install("policy.admission=false");
    Cluster.apply(NAMESPACE, experiment("asked", "serviceAccount: default"));
    JsonNode status =
        Cluster.await(
            NAMESPACE,
            "asked",
            SOON,
            "condition Accepted",
            seen -> seen.path("conditions").size() > 0);
    assertThat(status.path("conditions"))
        .anySatisfy(
            condition -> {
              assertThat(condition.path("type").asText()).isEqualTo("Accepted");
              assertThat(condition.path("status").asText()).isEqualTo("False");
              assertThat(condition.path("message").asText())
                  .contains(
                      "spec.workers.serviceAccount is \"default\"",
                      "policy.serviceAccounts of the operator's chart");
            });
    assertThat(Cluster.list(NAMESPACE, "jobs", "byol.dev/experiment=asked")).isEmpty();
  }

  private static String experiment(String name, String worker) {
    return Digits.of(name, 10, 1).onClaim("pictures").withWorker(worker + "\n").yaml();
  }
}
