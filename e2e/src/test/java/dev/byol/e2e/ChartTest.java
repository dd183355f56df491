package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart as helm renders it. */
class ChartTest {
  private static final String CHART = "helm/byol-operator";
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void theChartsCrdIsTheOneThatIsGenerated() throws IOException {
    String file = "byolexperiments.byol.dev.yaml";
    assertThat(Command.ROOT.resolve(CHART).resolve("files").resolve(file))
        .as("the chart's copy; fix it by: cp crds/" + file + " " + CHART + "/files/")
        .hasSameTextualContentAs(Command.ROOT.resolve("crds").resolve(file));
  }

  @Test
  void oneVersionStandsInPomChartValuesAndTheDevelopmentCluster() throws IOException {
    String pom = Files.readString(Command.ROOT.resolve("pom.xml"));
    String version = pom.replaceFirst("(?s).*?<version>(.*?)(-SNAPSHOT)?</version>.*", "$1");
    JsonNode chart = yaml(CHART + "/Chart.yaml");

    assertThat(chart.path("appVersion").asText()).isEqualTo(version);
    assertThat(yaml(CHART + "/values.yaml").at("/trainer/image").asText())
        .isEqualTo("byol-trainer:" + version);
    assertThat(yaml("dev/pictures.yaml").at("/spec/containers/0/image").asText())
        .isEqualTo("byol-trainer:" + version);
    assertThat(Release.VERSION).as("what tests in a cluster install").isEqualTo(version);
    assertThat(Files.readString(Command.ROOT.resolve("CHANGELOG.md"))).contains("\n## " + version);
  }

  @Test
  void itsAnnotationsNameTheKindThatItBrings() throws IOException {
    JsonNode annotations = yaml(CHART + "/Chart.yaml").path("annotations");
    JsonNode named = YAML.readTree(annotations.path("artifacthub.io/crds").asText()).path(0);
    JsonNode example = YAML.readTree(annotations.path("artifacthub.io/crdsExamples").asText());
    JsonNode crd = yaml("crds/byolexperiments.byol.dev.yaml");

    assertThat(named.path("name")).isEqualTo(crd.at("/metadata/name"));
    assertThat(named.path("kind")).isEqualTo(crd.at("/spec/names/kind"));
    assertThat(named.path("version")).isEqualTo(crd.at("/spec/versions/0/name"));
    assertThat(example.at("/0/kind")).isEqualTo(named.path("kind"));
  }

  private static JsonNode yaml(String file) throws IOException {
    return YAML.readTree(Command.ROOT.resolve(file).toFile());
  }

  @Test
  void helmLintsIt() {
    assertThat(helm("lint", CHART, "--strict").status()).isZero();
  }

  @Test
  void theCrdIsPartOfTheReleaseAndIsKept() throws IOException {
    JsonNode crd = only(render(), "CustomResourceDefinition");

    assertThat(crd.at("/metadata/annotations/helm.sh~1resource-policy").asText()).isEqualTo("keep");
    assertThat(crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec").isObject())
        .isTrue();
    assertThat(kinds(render("--set", "crds.install=false")))
        .doesNotContain("CustomResourceDefinition");
  }

  @Test
  void byDefaultTheOperatorMayActInAllNamespaces() throws IOException {
    assertThat(kinds(render())).contains("ClusterRole", "ClusterRoleBinding");
  }

  @Test
  void withNamespacesTheOperatorMayActInTheseAlone() throws IOException {
    List<JsonNode> objects =
        render("--set", "watchNamespaces={vision,audio}", "--set", "rbac.aggregate=false");

    assertThat(kinds(objects)).doesNotContain("ClusterRole", "ClusterRoleBinding");
    assertThat(
            objects.stream()
                .filter(object -> object.path("kind").asText().equals("Role"))
                .map(object -> object.at("/metadata/namespace").asText()))
        .contains("vision", "audio");
  }

  @Test
  void noRoleOfTheChartGivesARightOnSecretsOrToBecomeMore() throws IOException {
    List<JsonNode> all = new ArrayList<>(render());
    all.addAll(render("--set", "watchNamespaces={vision}"));
    for (JsonNode role : all) {
      for (JsonNode rule : role.path("rules")) {
        assertThat(texts(rule.path("resources")))
            .doesNotContain("secrets", "*", "pods/exec", "clusterroles", "clusterrolebindings");
        assertThat(texts(rule.path("verbs")))
            .doesNotContain("*", "escalate", "bind", "impersonate");
        assertThat(texts(rule.path("apiGroups"))).doesNotContain("*");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "checkNamespaces=true|{\"egress\":{\"ports\":[443,6443,8443,15012,16443],\"rules\":[]}}",
        "workers.egress.ports={4443}|{\"egress\":{\"ports\":[4443],\"rules\":[]}}",
        "workers.egress.restricted=false|{\"egress\":false}",
        "workers.networkPolicy=false|false",
      })
  void whatWorkersReachIsSetByTheChart(String values, String wanted) throws IOException {
    JsonNode pod = only(render("--set", values), "Deployment").at("/spec/template/spec");
    for (JsonNode variable : pod.at("/containers/0/env")) {
      if (variable.path("name").asText().equals("BYOL_NETWORK_POLICY")) {
        assertThat(variable.path("value").asText()).isEqualTo(wanted);
        return;
      }
    }
    throw new AssertionError("BYOL_NETWORK_POLICY is not set");
  }

  @Test
  void theOperatorsPodMeetsTheRestrictedStandard() throws IOException {
    JsonNode pod = only(render(), "Deployment").at("/spec/template/spec");

    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    JsonNode container = pod.at("/containers/0/securityContext");
    assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(texts(container.at("/capabilities/drop"))).containsExactly("ALL");
  }

  @Test
  void everyValueOfTheOperatorsPodReachesTheDeployment() throws IOException {
    String file = "e2e/src/test/resources/every-value.yaml";
    JsonNode values = YAML.readTree(Command.ROOT.resolve(file).toFile());
    JsonNode template = only(render("-f", file), "Deployment").at("/spec/template");
    JsonNode pod = template.path("spec");
    JsonNode container = pod.at("/containers/0");
    for (var value : values.properties()) {
      JsonNode found =
          switch (value.getKey()) {
            case "podLabels" -> template.at("/metadata/labels");
            case "podAnnotations" -> template.at("/metadata/annotations");
            case "podSecurityContext" -> pod.path("securityContext");
            case "securityContext", "resources" -> container.path(value.getKey());
            case "extraEnv" -> container.path("env");
            case "extraEnvFrom" -> container.path("envFrom");
            case "extraVolumes" -> pod.path("volumes");
            case "extraVolumeMounts" -> container.path("volumeMounts");
            default -> pod.path(value.getKey());
          };
      assertThat(holds(value.getValue(), found)).as("%s in %s", value, found).isTrue();
    }
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(container.at("/securityContext/capabilities/drop/0").asText()).isEqualTo("ALL");
  }

  @Test
  void aLargeUserIsTheSameFromAFileOfValues(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("values.yaml"), "workers: {userId: 1000680000}\n");
    JsonNode pod = only(render("-f", file.toString()), "Deployment").at("/spec/template/spec");
    assertThat(pod.toString()).contains("{\"name\":\"BYOL_WORKER_USER\",\"value\":\"1000680000\"}");
  }

  @Test
  void aClusterThatGivesUsersMayTakeThemAway() throws IOException {
    JsonNode pod =
        only(
                render(
                    "--set",
                    "podSecurityContext.runAsUser=null,podSecurityContext.runAsGroup=null,workers.userId="),
                "Deployment")
            .at("/spec/template/spec");
    assertThat(pod.path("securityContext").has("runAsUser")).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(environment(pod).get("BYOL_WORKER_USER")).isEmpty();
  }

  @Test
  void operatorAndApiServerAreGivenTheSamePolicyWhichByDefaultPermitsNoAccountAndNoFolder()
      throws IOException {
    List<JsonNode> objects = render();
    JsonNode told =
        YAML.readTree(
            environment(only(objects, "Deployment").at("/spec/template/spec")).get("BYOL_POLICY"));
    assertThat(told.path("serviceAccounts").isArray()).isTrue();
    assertThat(texts(told.path("serviceAccounts"))).isEmpty();
    assertThat(texts(told.path("hostPaths"))).isEmpty();
    JsonNode policy = only(objects, "ValidatingAdmissionPolicy");
    assertThat(policy.at("/spec/failurePolicy").asText()).isEqualTo("Fail");
    assertThat(only(objects, "ValidatingAdmissionPolicyBinding").at("/spec/policyName"))
        .isEqualTo(policy.at("/metadata/name"));
    assertThat(kinds(render("--set", "policy.admission=false")))
        .doesNotContain("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding");
  }

  @Test
  void withNamespacesThePolicyHoldsInTheseAlone() throws IOException {
    JsonNode binding =
        only(render("--set", "watchNamespaces={vision,audio}"), "ValidatingAdmissionPolicyBinding");
    assertThat(
            texts(binding.at("/spec/matchResources/namespaceSelector/matchExpressions/0/values")))
        .containsExactly("vision", "audio");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicas=-1",
        "policy.podSecurity=none",
        "policy.hostPaths={data}",
        "policy.hostPaths={/data/../etc}",
        "policy.secrets=null",
        "policy.secret={a}",
        "workers.userId=0",
        "podLabels.a=1",
        "extraEnv[0].name=BYOL_POLICY",
        "replicas=two",
        "replicas=2,leaderElection.enabled=false",
        "watchNamespaces={Vision}",
        "image.digest=latest",
        "image.pullPolicy=Sometimes",
        "metrics.port=80",
        "workers.heartbeatSeconds=0",
        "colour=red"
      })
  void whatCannotBeRightIsRefused(String values) {
    Command.Result result = helm("template", "byol", CHART, "--set", values);

    assertThat(result.status()).isNotZero();
    assertThat(result.err()).contains("values don't meet the specifications of the schema");
  }

  private static Map<String, String> environment(JsonNode pod) {
    Map<String, String> variables = new TreeMap<>();
    pod.at("/containers/0/env")
        .forEach(
            variable ->
                variables.put(variable.path("name").asText(), variable.path("value").asText()));
    return variables;
  }

  /** Whether all that is wanted is there; sections may have more fields, lists more elements. */
  private static boolean holds(JsonNode wanted, JsonNode found) {
    if (wanted.isObject()) {
      return wanted.properties().stream()
          .allMatch(field -> holds(field.getValue(), found.path(field.getKey())));
    }
    if (wanted.isArray()) {
      return found.isArray()
          && StreamSupport.stream(wanted.spliterator(), false)
              .allMatch(
                  element ->
                      StreamSupport.stream(found.spliterator(), false)
                          .anyMatch(other -> holds(element, other)));
    }
    return wanted.equals(found);
  }

  private static List<JsonNode> render(String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("template", "byol", CHART, "-n", "byol-system", "--kube-version", "1.34.0"));
    arguments.addAll(List.of(options));
    Command.Result result = helm(arguments.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
    List<JsonNode> objects = new ArrayList<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(result.out())) {
      documents.forEachRemaining(
          document -> {
            if (document != null && document.isObject()) {
              objects.add(document);
            }
          });
    }
    return objects;
  }

  private static Command.Result helm(String... arguments) {
    assumeTrue(Command.exists("helm"), "left out: helm is not on the PATH");
    String[] command =
        Stream.concat(Stream.of("helm"), Stream.of(arguments)).toArray(String[]::new);
    return Command.attempt("", Duration.ofMinutes(1), command);
  }

  private static JsonNode only(List<JsonNode> objects, String kind) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .reduce(
            (one, other) -> {
              throw new AssertionError("more than one " + kind);
            })
        .orElseThrow();
  }

  private static List<String> kinds(List<JsonNode> objects) {
    return objects.stream().map(object -> object.path("kind").asText()).toList();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
