package dev.byol.api.spec.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.Experiments;
import dev.byol.api.yaml.ExperimentReader;
import dev.byol.api.yaml.ExperimentWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FreeFormTest {
  private static final String POD =
      Experiments.SMALL
          + """
          workers:
              podTemplate:
                metadata: {labels: {team: vision}}
                spec:
                  hostAliases: [{ip: 10.0.0.1, hostnames: [store]}]
                  nodeSelector: {rack: null, zone: a}
                  terminationGracePeriodSeconds: 5
          """
              .indent(2);

  @Test
  void whatAnotherApiDefinesIsReadAndWrittenBackEqual() {
    var experiment = Experiments.parse(POD);
    assertThat(experiment.spec().workers().podTemplate())
        .isEqualTo(
            Map.of(
                "metadata",
                Map.of("labels", Map.of("team", "vision")),
                "spec",
                Map.of(
                    "hostAliases",
                    List.of(Map.of("ip", "10.0.0.1", "hostnames", List.of("store"))),
                    "nodeSelector",
                    Map.of("zone", "a"),
                    "terminationGracePeriodSeconds",
                    5)));
    assertThat(Experiments.parse(ExperimentWriter.yaml(experiment))).isEqualTo(experiment);
  }

  @Test
  void aSettingReachesIntoIt() {
    var experiment =
        ExperimentReader.parse(
            "test",
            POD.getBytes(StandardCharsets.UTF_8),
            List.of("spec.workers.podTemplate.spec.hostNetwork=true"));
    assertThat(experiment.spec().workers().podTemplate().get("spec"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("hostNetwork", true);
  }

  @Test
  void itIsASectionAndNothingElse() {
    assertThatThrownBy(
            () -> Experiments.parse(Experiments.SMALL + "  workers:\n    podTemplate: [a]\n"))
        .hasMessageContaining("podTemplate (line 17) is a list; allowed: a section of fields");
  }
}
