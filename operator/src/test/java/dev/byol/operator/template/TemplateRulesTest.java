package dev.byol.operator.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.validation.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateRulesTest {
  /** A value of the right type for fields whose value is no text. */
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("metadata.ownerReferences", "[{apiVersion: v1, kind: Pod, name: a, uid: u}]"),
          Map.entry("metadata.finalizers", "[a/b]"),
          Map.entry("spec.activeDeadlineSeconds", "60"),
          Map.entry("spec.ephemeralContainers", "[{name: debug, image: busybox}]"),
          Map.entry("spec.overhead", "{cpu: 250m}"),
          Map.entry("spec.priority", "100000"),
          Map.entry("spec.setHostnameAsFQDN", "true"),
          Map.entry("spec.shareProcessNamespace", "true"),
          Map.entry("spec.terminationGracePeriodSeconds", "5"),
          Map.entry("args", "[a]"),
          Map.entry("command", "[a]"),
          Map.entry("restartPolicyRules", "[{action: Restart}]"),
          Map.entry("stdin", "true"),
          Map.entry("stdinOnce", "true"),
          Map.entry("tty", "true"));

  static Stream<Arguments> ownedFields() {
    return Stream.concat(
        OwnedFields.OF_PODS.entrySet().stream()
            .map(
                e -> {
                  String[] path = e.getKey().split("\\.", 2);
                  return Arguments.of(
                      "{%s: {%s: %s}}".formatted(path[0], path[1], value(e.getKey())),
                      "spec.workers.podTemplate." + e.getKey(),
                      e.getValue());
                }),
        OwnedFields.OF_THE_TRAINER.entrySet().stream()
            .map(
                e ->
                    Arguments.of(
                        "{spec: {containers: [{name: trainer, %s: %s}]}}"
                            .formatted(e.getKey(), value(e.getKey())),
                        "spec.workers.podTemplate.spec.containers[0]." + e.getKey(),
                        e.getValue())));
  }

  @ParameterizedTest
  @MethodSource("ownedFields")
  void whatTheOperatorSetsItselfIsRefusedWithWhatToDoInstead(
      String template, String path, String remedy) {
    assertThat(check(template))
        .singleElement()
        .returns(path, Violation::path)
        .returns("nothing, since the operator sets it", Violation::allowed)
        .returns(remedy, Violation::remedy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{metadata: {labels: {byol.dev/experiment: other}}}|metadata.labels.byol.dev/experiment is \"other\"",
        "{metadata: {labels: {job-name: other}}}|metadata.labels.job-name",
        "{metadata: {annotations: {batch.kubernetes.io/job-completion-index: '0'}}}|the operator sets it",
        "{metadata: {labels: {kueue.x-k8s.io/queue-name: q}}}|set spec.scheduling.queue instead",
        "{spec: {containers: [{name: proxy, image: envoy}]}}|containers[0].name is \"proxy\"; allowed: trainer; write other containers under initContainers with restartPolicy: Always",
        "{spec: {containers: [{name: trainer}, {name: trainer}]}}|containers[1].name is \"trainer again\"; allowed: each name once",
        "{spec: {initContainers: [{name: trainer, image: a}]}}|initContainers[0].name is \"trainer\"",
        "{spec: {containers: [{name: trainer, env: [{name: BYOL_RANK, value: '3'}]}]}}|env[0].name is \"BYOL_RANK\"",
        "{spec: {containers: [{name: trainer, env: [{name: POD_NAME, value: a}]}]}}|env[0].name is \"POD_NAME\"",
        "{spec: {containers: [{name: trainer, env: [{name: A, value: a}, {name: A, value: b}]}]}}|\"A again\"; allowed: each name once",
        "{spec: {containers: [{name: trainer, ports: [{containerPort: 29400}]}]}}|any port but rendezvous, 29400",
        "{spec: {containers: [{name: trainer, volumeMounts: [{name: a, mountPath: /etc/byol}]}]}}|paths that do not touch /etc/byol",
        "{spec: {containers: [{name: trainer, volumeMounts: [{name: a, mountPath: /a/../tmp}]}]}}|an absolute path below /, without",
        "{spec: {volumes: [{name: tmp, emptyDir: {}}]}}|volumes[0].name is \"tmp\"",
        "{spec: {volumes: [{name: user-x, emptyDir: {}}]}}|those that start with user-",
      })
  void whatWouldMeetTheOperatorsOwnIsRefused(String template, String sentence) {
    assertThat(check(template))
        .singleElement()
        .satisfies(v -> assertThat(v.sentence()).contains(sentence));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{spec: {priorityClassName: a}}|spec.workers.priorityClassName=b",
        "{spec: {runtimeClassName: a}}|spec.workers.runtimeClassName=b",
        "{spec: {nodeSelector: {zone: a}}}|spec.workers.nodeSelector={zone: b}",
        "{spec: {containers: [{name: trainer, env: [{name: A, value: a}]}]}}|spec.workers.env=[{name: A, value: b}]",
        "{spec: {containers: [{name: trainer, resources: {limits: {cpu: '1'}}}]}}|spec.workers.resources={limits: {cpu: 2}}",
        "{spec: {containers: [{name: trainer, resources: {limits: {nvidia.com/gpu: '1'}}}]}}|spec.workers.gpusPerWorker=1",
        "{spec: {containers: [{name: trainer, volumeMounts: [{name: a, mountPath: /d}]}]}}|spec.workers.volumes=[{name: a, mountPath: /d, claimName: c}]",
        "{spec: {resourceClaims: [{name: gpu, resourceClaimName: a}]}}|spec.workers.resourceClaims=[{name: gpu, resourceClaimName: b}]",
      })
  void whatIsSaidInTwoPlacesIsRefused(String template, String setting) {
    assertThat(check(template)).isEmpty();
    assertThat(check(template, setting)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{spec: {tolerationz: []}}|spec.workers.podTemplate.spec.tolerationz is an unknown field; allowed: those of kubectl explain pod.spec; did you mean tolerations?",
        "{spec: {containers: [{name: trainer, env: [{name: A, valu: b}]}]}}|spec.workers.podTemplate.spec.containers[0].env[0].valu is an unknown field",
        "{metadata: {label: {a: b}}}|podTemplate.metadata.label is an unknown field; allowed: those of kubectl explain pod.spec; did you mean labels?",
        "{specs: {}}|spec.workers.podTemplate.specs is an unknown field",
        "{additionalProperties: {}}|spec.workers.podTemplate.additionalProperties is",
        "{spec: {hostNetwork: 'yes'}}|spec.hostNetwork is of another type; allowed: true or false",
        "{spec: {hostNetwork: 'true'}}|spec.hostNetwork is of another type; allowed: true or false",
        "{spec: {containers: [{name: trainer, env: [{name: A, value: 3}]}]}}|env[0].value is of another type; allowed: text, in quotes",
        "{metadata: {labels: {a: true}}}|labels.a is of another type; allowed: text, in quotes",
        "{spec: {volumes: {a: b}}}|spec.volumes is of another type; allowed: a list",
        "{spec: {containers: [a]}}|spec.containers[0] is of another type",
        "{spec: [a]}|spec.workers.podTemplate.spec is of another type",
        "{spec: {securityContext: {runAsUser: 1.5}}}|runAsUser is of another type; allowed: a whole number",
      })
  void whatKubernetesDoesNotKnowIsNamedRatherThanDropped(String template, String sentence) {
    assertThat(check(template))
        .singleElement()
        .satisfies(v -> assertThat(v.sentence()).contains(sentence));
  }

  @Test
  void allMistakesAreNamedAtOnce() {
    assertThat(check("{spec: {hostNetwrk: true, volumez: [], nodeSelector: {a: b}}}")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{spec: {initContainers: [{name: proxy, image: envoy, restartPolicy: Always}]}}",
        "{spec: {containers: [{name: trainer, env: [{name: BYOL_JAVA_OPTS, value: -Xmx2g}]}]}}",
        "{spec: {containers: [{name: trainer, ports: [{name: jmx, containerPort: 9999}]}]}}",
        "{spec: {containers: [{name: trainer, resources: {limits: {cpu: 2, rdma/hca: 1}}}]}}",
        "{metadata: {annotations: {sidecar.istio.io/inject: 'false'}}}",
      })
  void whatTheOperatorLeavesToUsersIsAccepted(String template) {
    assertThat(check(template)).isEmpty();
  }

  @Test
  void theDocumentationNamesEveryFieldThatTheOperatorSets() throws IOException {
    String page = Files.readString(Path.of("../docs/worker-pods.md"));
    assertThat(
            Stream.concat(
                    OwnedFields.OF_PODS.keySet().stream(),
                    OwnedFields.OF_THE_TRAINER.keySet().stream())
                .map(path -> path.substring(path.lastIndexOf('.') + 1)))
        .allSatisfy(field -> assertThat(page).contains(field));
  }

  private static String value(String field) {
    return VALUES.getOrDefault(field, "a");
  }

  private static List<Violation> check(String template, String... settings) {
    ByolExperiment experiment = Templates.with(template, settings);
    return TemplateRules.check(UserTemplate.of(experiment.spec().workers()), experiment.spec());
  }
}
