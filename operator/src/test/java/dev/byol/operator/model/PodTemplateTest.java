package dev.byol.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.validation.MountPaths;
import dev.byol.operator.template.OwnedFields;
import dev.byol.operator.template.TemplateRules;
import dev.byol.operator.template.Templates;
import dev.byol.operator.template.UserTemplate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of a user's template in a worker's pod. */
class PodTemplateTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyFieldReachesThePod() throws IOException {
    JsonNode template = everything();
    ByolExperiment experiment = Templates.with(template.toString());
    assertThat(TemplateRules.check(UserTemplate.of(experiment.spec().workers()), experiment.spec()))
        .isEmpty();
    JsonNode pod = JSON.valueToTree(WorkerJobs.template(experiment, OptionalLong.of(65532)));
    assertContains("", template, pod);
  }

  @Test
  void everyFieldThatKubernetesKnowsIsEitherTheUsersOrTheOperators() throws IOException {
    JsonNode spec = everything().path("spec");
    assertThat(union(fields(spec), owned("spec.", OwnedFields.OF_PODS.keySet())))
        .isEqualTo(known(PodSpec.class));
    Set<String> ofTheTrainer =
        union(fields(spec.at("/containers/0")), OwnedFields.OF_THE_TRAINER.keySet());
    assertThat(ofTheTrainer).isEqualTo(known(Container.class));
  }

  @Test
  void theOperatorsOwnFieldsHoldWhateverTheTemplateSays() throws IOException {
    PodTemplateSpec pod =
        WorkerJobs.template(Templates.with(everything().toString()), OptionalLong.of(65532));
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("byol.dev/experiment", "photos")
        .containsEntry("app.kubernetes.io/managed-by", "byol-operator");
    assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
    Container trainer = pod.getSpec().getContainers().get(0);
    assertThat(pod.getSpec().getContainers()).hasSize(1);
    assertThat(trainer.getImage()).isEqualTo("trainer:1");
    assertThat(trainer.getArgs()).first().isEqualTo("worker");
    assertThat(trainer.getEnv())
        .filteredOn(variable -> "BYOL_CORES".equals(variable.getName()))
        .singleElement()
        .returns("3", variable -> variable.getValue());
    assertThat(trainer.getVolumeMounts())
        .extracting(mount -> mount.getMountPath())
        .contains("/etc/byol", "/tmp", "/dev/shm", "/var/lib/byol", "/claim");
  }

  @Test
  void whatIsLeftUnsetKeepsToTheRestrictedStandardInEveryContainer() {
    PodSpec pod =
        WorkerJobs.template(
                Templates.with(
                    "{spec: {initContainers: [{name: a, image: b}, {name: c, image: d, restartPolicy: Always}]}}"),
                OptionalLong.of(65532))
            .getSpec();
    assertThat(pod.getSecurityContext())
        .returns(true, c -> c.getRunAsNonRoot())
        .returns(65532L, c -> c.getRunAsUser())
        .returns("RuntimeDefault", c -> c.getSeccompProfile().getType());
    List<SecurityContext> contexts =
        Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
            .map(Container::getSecurityContext)
            .toList();
    assertThat(contexts)
        .hasSize(3)
        .allSatisfy(
            context ->
                assertThat(context)
                    .returns(false, c -> c.getAllowPrivilegeEscalation())
                    .returns(List.of("ALL"), c -> c.getCapabilities().getDrop()));
  }

  @Test
  void theRulesKnowTheNamesThatTheOperatorGives() {
    ByolExperiment experiment = Templates.with("{}", "spec.storage.credentialsSecret=keys");
    PodSpec pod = WorkerJobs.template(experiment, OptionalLong.empty()).getSpec();
    assertThat(pod.getVolumes())
        .extracting(volume -> volume.getName())
        .containsExactlyInAnyOrderElementsOf(TemplateRules.VOLUMES);
    assertThat(pod.getContainers().get(0).getName()).isEqualTo(TemplateRules.TRAINER);
    assertThat(pod.getContainers().get(0).getVolumeMounts())
        .allSatisfy(
            mount -> assertThat(MountPaths.check("path", mount.getMountPath())).isPresent());
    assertThat(
            TemplateRules.check(
                UserTemplate.of(
                    Templates.with(
                            "{spec: {containers: [{name: trainer, ports: [{containerPort: %d}]}]}}"
                                .formatted(
                                    pod.getContainers()
                                        .get(0)
                                        .getPorts()
                                        .get(0)
                                        .getContainerPort()))
                        .spec()
                        .workers()),
                experiment.spec()))
        .hasSize(1);
  }

  @Test
  void whereTheClusterGivesUsersThePodNamesNone() {
    PodSpec pod = WorkerJobs.template(Templates.with("{}"), OptionalLong.empty()).getSpec();
    assertThat(pod.getSecurityContext())
        .returns(true, c -> c.getRunAsNonRoot())
        .returns(null, c -> c.getRunAsUser())
        .returns(null, c -> c.getRunAsGroup())
        .returns(null, c -> c.getFsGroup());
  }

  @Test
  void onItsNodesNetworkAPodStillAsksTheClustersResolver() {
    assertThat(
            WorkerJobs.template(
                    Templates.with("{spec: {hostNetwork: true}}"), OptionalLong.of(65532))
                .getSpec()
                .getDnsPolicy())
        .isEqualTo("ClusterFirstWithHostNet");
  }

  /** Lists may have more elements, and sections more fields: those of the operator. */
  private static void assertContains(String path, JsonNode wanted, JsonNode found) {
    if (wanted.isObject()) {
      wanted
          .properties()
          .forEach(
              field ->
                  assertContains(
                      path + "." + field.getKey(), field.getValue(), found.path(field.getKey())));
    } else if (wanted.isArray()) {
      for (int i = 0; i < wanted.size(); i++) {
        JsonNode element = wanted.get(i);
        String where = path + "[" + i + "]";
        if (element.isObject() && element.has("name")) {
          JsonNode named =
              Stream.iterate(0, n -> n < found.size(), n -> n + 1)
                  .map(found::get)
                  .filter(e -> e.path("name").equals(element.get("name")))
                  .findFirst()
                  .orElseThrow(() -> new AssertionError(where + " is missing in " + found));
          assertContains(where, element, named);
        } else {
          assertContains(where, element, found.path(i));
        }
      }
    } else {
      assertThat(found.asText()).as(path).isEqualTo(wanted.asText());
    }
  }

  private static JsonNode everything() throws IOException {
    try (var in = PodTemplateTest.class.getResourceAsStream("/every-pod-field.yaml")) {
      return new YAMLMapper().readTree(in);
    }
  }

  private static Set<String> fields(JsonNode section) {
    Set<String> names = new TreeSet<>();
    section.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> owned(String prefix, Set<String> paths) {
    Set<String> names = new TreeSet<>();
    paths.stream()
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .forEach(names::add);
    return names;
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }

  /** Of the trainer's container the name is the key. */
  private static Set<String> known(Class<?> type) {
    Set<String> names =
        new TreeSet<>(Arrays.asList(type.getAnnotation(JsonPropertyOrder.class).value()));
    names.removeAll(Set.of("apiVersion", "kind", "metadata"));
    return names;
  }
}
