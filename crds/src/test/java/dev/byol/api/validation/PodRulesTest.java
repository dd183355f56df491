package dev.byol.api.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.Experiments;
import dev.byol.api.spec.workers.WorkersSpec;
import dev.byol.api.yaml.ExperimentWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodRulesTest {
  private static final String PODS =
      Experiments.SMALL
          + """
          workers:
              replicas: 2
              image: registry.example/byol:1
              resources: {requests: {cpu: 2, memory: 4Gi}, limits: {nvidia.com/mig: "1"}}
              imagePullSecrets: [mirror]
              tolerations:
              - {key: gpu, operator: Exists, effect: NoExecute, tolerationSeconds: 30}
              env:
              - {name: BYOL_JAVA_OPTS, value: -Xmx2g}
              - {name: TOKEN, secretName: secrets}
              volumes:
              - {name: data, mountPath: /data, claimName: pictures, readOnly: true}
          """
              .indent(2);

  @Test
  void podsAreReadFromYamlAndWrittenBackEqual() {
    var experiment = Experiments.parse(PODS);
    WorkersSpec workers = experiment.spec().workers();
    assertThat(workers.resources().requests()).isEqualTo(Map.of("cpu", "2", "memory", "4Gi"));
    assertThat(workers.env()).hasSize(2);
    assertThat(workers.volumes().get(0).claimName()).isEqualTo("pictures");
    assertThat(Experiments.parse(ExperimentWriter.yaml(experiment))).isEqualTo(experiment);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "volumes: [{name: d, mountPath: /d}]|spec.workers.volumes[0] (line 17) is without claimName or"
            + " hostPath; allowed: exactly one",
        "volumes: [{name: d, mountPath: /d, claimName: c, hostPath: /h}]|is given both",
        "volumes: [{name: d, mountPath: d, claimName: c}]|mountPath (line 17) is \"d\"; allowed: an"
            + " absolute path",
        "volumes: [{name: d, mountPath: /etc//byol, claimName: c}]|without '.'",
        "volumes: [{name: d, mountPath: /d/../etc/byol, claimName: c}]|without '.'",
        "volumes: [{name: d, mountPath: /d/, claimName: c}]|mountPath (line 17) is \"/d/\"; allowed: an absolute path",
        "volumes: [{name: d, mountPath: /var, claimName: c}]|paths that do not touch /var/lib/byol",
        "volumes: [{name: D, mountPath: /d, claimName: c}]|name (line 17) is \"D\"; allowed: 1 to 63",
        "volumes: [{name: d, mountPath: /d, claimName: c}, {name: d, mountPath: /e, claimName: c}]|is"
            + " \"d\" again; allowed: each name once",
        "volumes: {name: d}|spec.workers.volumes (line 17) is a section; allowed: a list; begin each"
            + " element",
        "volumes: [{name: d, path: /d}]|spec.workers.volumes[0].path (line 17) is an unknown field",
        "volumes: [none]|spec.workers.volumes[0] (line 17) is the text \"none\"; allowed: a section of",
        "env: [{name: BYOL_RANK, value: '3'}]|names that do not start with BYOL_",
        "env: [{name: A}]|is without value or secretName",
        "resourceClaims: [{name: gpu}]|is without resourceClaimName or resourceClaimTemplateName",
        "tolerations: [{key: a, tolerationSeconds: -1}]|tolerations[0].tolerationSeconds (line 17) is"
            + " -1; allowed: at least 0",
        "resources: {requests: {cpu: 2}, limits: {cpu: 1500m}}|at most spec.workers.resources.limits.cpu,"
            + " which is 1500m",
        "resources: {requests: {example.com/nic: 1}}|what spec.workers.resources.limits.example.com/nic says",
        "resources: {limits: {mem: 4Gi}}|allowed: cpu, memory, ephemeral-storage",
        "resources: {limits: {cpu: 0.5}}|put it into quotes",
        "resources: {limits: {cpu: -1}}|an amount of at least 0",
        "shm: lots|an amount of at least 0",
        "priorityClassName: High Priority|spec.workers.priorityClassName (line 17) is \"High Priority\";"
            + " allowed: the name of an object",
        "tolerations: [{key: a, operator: Exists, value: b}]|not set with operator Exists",
        "tolerations: [{operator: Equal}]|a key, unless the operator is Exists",
        "tolerations: [{key: a, operator: Sometimes}]|allowed: Equal or Exists",
        "nodeSelector: {a b: c}|spec.workers.nodeSelector (line 17) is \"a b\"; allowed: NAME or DOMAIN/NAME",
        "volumes: [{name: a, mountPath: /d, claimName: c}, {name: b, mountPath: /d, claimName: c}]|\"/d\""
            + " again; allowed: each place once",
        "gpusPerWorker: 4|at most 1, for a worker computes on one device; set it to 1",
        "resources: {limits: {cpu: [1]}}|spec.workers.resources.limits.cpu (line 17) is a list;"
            + " allowed: an amount",
        "imagePullSecrets: [3]|spec.workers.imagePullSecrets[0] (line 17) is 3; allowed: text",
      })
  void whatNoPodCouldBeMadeOfIsRefused(String workers, String sentence) {
    assertThatThrownBy(
            () -> Experiments.parse(Experiments.SMALL + "  workers:\n    " + workers + "\n"))
        .hasMessageContaining(sentence);
  }
}
