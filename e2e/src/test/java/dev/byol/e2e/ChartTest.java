package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart as helm renders it. */
class ChartTest {
  private static final String CHART = "helm/byol-operator";
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void theChartsCrdIsTheOneThatIsGenerated() throws IOException {
    String file = "byolexperiments.byol.dev.yaml";
    assertThat(Command.ROOT.resolve(CHART).resolve("files").resolve(file))
        .as("the chart's copy; mend it by: cp crds/" + file + " " + CHART + "/files/")
        .hasSameTextualContentAs(Command.ROOT.resolve("crds").resolve(file));
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicas=-1",
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
