package dev.byol.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.validation.Violation;
import dev.byol.operator.Experiments;
import dev.byol.operator.policy.PolicyCases.Case;
import dev.byol.operator.template.UserTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyCheckTest {
  static Stream<Case> cases() {
    return PolicyCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatThePolicyDoesNotPermitIsNamedAndNothingElse(Case c) {
    List<Violation> found = check(c);
    assertThat(found)
        .extracting(Violation::path)
        .containsExactlyElementsOf(c.refusal().isEmpty() ? List.of() : List.of(c.refusal()));
  }

  @Test
  void theSentenceNamesFieldValuePermissionAndWhoCanChangeIt() {
    assertThat(
            check(new Case(PolicyCases.NARROW, "{workers: {serviceAccount: admin}}", ""))
                .get(0)
                .sentence())
        .isEqualTo(
            "spec.workers.serviceAccount is \"admin\"; allowed: service accounts that the policy of"
                + " this cluster permits (trainer, team-*), or unset for one of the experiment's"
                + " own; change it, or ask an administrator to permit it by policy.serviceAccounts"
                + " of the operator's chart.");
  }

  @Test
  void theChartsDefaultIsTheOperatorsOwn() throws IOException {
    var policy =
        (ObjectNode)
            new YAMLMapper()
                .readTree(Path.of("../helm/byol-operator/values.yaml").toFile())
                .path("policy");
    policy.remove("admission");
    assertThat(Policy.parse(policy.toString())).isEqualTo(Policy.byDefault());
  }

  @Test
  void aPolicyIsReadAsTheChartWritesIt() {
    assertThat(Policy.parse(PolicyCases.NARROW).hostPaths()).containsExactly("/data", "/mnt/fast");
    assertThat(Policy.parse(PolicyCases.NARROW).podSecurity()).isEqualTo(Policy.Level.RESTRICTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "no JSON",
        "{\"hostPaths\": [], \"images\": [], \"podSecurity\": \"none\", \"priorityClasses\": [], \"secrets\": [], \"serviceAccounts\": [], \"tolerations\": []}",
        "{\"hostPaths\": [\"data\"], \"images\": [], \"podSecurity\": \"baseline\", \"priorityClasses\": [], \"secrets\": [], \"serviceAccounts\": [], \"tolerations\": []}",
        "{\"hostPaths\": [\"/data/../x\"], \"images\": [], \"podSecurity\": \"baseline\", \"priorityClasses\": [], \"secrets\": [], \"serviceAccounts\": [], \"tolerations\": []}",
      })
  void aPolicyThatCannotBeReadIsRefusedRatherThanLeftOut(String json) {
    assertThatThrownBy(() -> Policy.parse(json)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Violation> check(Case c) {
    ExperimentSpec spec = spec(c.spec());
    return PolicyCheck.of(
        Policy.parse(c.policy()), spec, UserTemplate.of(spec.workers()), Optional.of("trainer:1"));
  }

  private static ExperimentSpec spec(String more) {
    String yaml =
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: photos}
        spec:
          training: {globalBatch: 64, maxSteps: 300}
          data: {uri: /data/train.tar}
          checkpoint: {uri: s3://runs/photos}
          %s
        """
            .formatted(more.equals("{}") ? "" : more.substring(1, more.length() - 1));
    return Experiments.filled(yaml).spec();
  }
}
