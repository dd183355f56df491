package dev.byol.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.spec.ExperimentSpec;
import dev.byol.operator.Experiments;
import dev.byol.operator.model.NetworkIsolation.Egress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkIsolationTest {
  private static final Owner OWNER =
      new Owner("vision", "photos", "7f3a91c2-52b6-4a0e-9d55-0c2f1e6b8a44");

  @Test
  void onlyWorkersOfTheExperimentReachOneAnother() {
    NetworkPolicy policy = policy(NetworkIsolation.USUAL);
    Map<String, String> workers = Map.of("byol.dev/uid", OWNER.uid());
    assertThat(policy.getMetadata().getName()).isEqualTo("photos.7f3a91c2");
    assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(workers);
    assertThat(policy.getSpec().getIngress())
        .singleElement()
        .satisfies(rule -> assertThat(rule.getPorts()).isEmpty())
        .satisfies(
            rule ->
                assertThat(rule.getFrom())
                    .singleElement()
                    .satisfies(
                        peer ->
                            assertThat(peer.getPodSelector().getMatchLabels()).isEqualTo(workers)));
    assertThat(policy.getSpec().getEgress().get(0).getTo().get(0).getPodSelector().getMatchLabels())
        .isEqualTo(workers);
  }

  @ParameterizedTest
  @CsvSource({
    "UDP, 53, true",
    "TCP, 53, true",
    "UDP, 5353, true",
    "TCP, 443, true",
    "TCP, 6443, true",
    "TCP, 8443, true",
    "TCP, 5432, false",
    "TCP, 10250, false",
    "TCP, 2379, false",
    "TCP, 7070, false",
    "UDP, 443, false"
  })
  void workersReachDnsTheApiServerAndHttpsAnywhere(String protocol, int port, boolean allowed) {
    assertThat(reachesAnywhere(policy(NetworkIsolation.USUAL), protocol, port)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec.storage={endpoint: 'http://store.vision:7070'}|7070",
        "spec.storage={endpoint: 'http://store'}|80",
        "spec.storage={endpoint: 'https://[2001:db8::1]:9000'}|9000",
        "spec.workers.env=[{name: AWS_ENDPOINT_URL, value: 'http://10.0.0.7:9000/'}]|9000",
        "spec.workers.env=[{name: HTTPS_PROXY, value: 'http://user:word@proxy.example:3128'}]|3128",
        "spec.workers.env=[{name: HTTPS_PROXY, value: 'proxy_1:3129'}]|3129",
        "spec.workers.env=[{name: AWS_ENDPOINT_URL_S3, secretName: s}]|12345",
        "spec.workers.podTemplate={spec: {containers: [{name: trainer, env: [{name: HTTPS_PROXY, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}]}}|3128",
        "spec.workers.podTemplate={spec: {containers: [{name: side, env: [{name: A, value: 'http://a:4317'}]}]}}|4317",
      })
  void workersReachThePortsOfAddressesThatTheExperimentNames(String setting, int port) {
    assertThat(reachesAnywhere(policy(NetworkIsolation.USUAL, setting), "TCP", port)).isTrue();
    assertThat(reachesAnywhere(policy(NetworkIsolation.USUAL, setting), "TCP", 443)).isTrue();
    assertThat(reachesAnywhere(policy(NetworkIsolation.USUAL), "TCP", port)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"text", "10", "a=b,c=d", "/data/x", "'a b:80'", "http://", "host:99999", "''"})
  void otherTextsAreNoAddresses(String text) {
    assertThat(NetworkIsolation.port(text)).isEmpty();
  }

  @Test
  void theCloudsCredentialsAreReachedWhereTheyAre() {
    NetworkPolicyEgressRule rule = policy(NetworkIsolation.USUAL).getSpec().getEgress().get(2);
    assertThat(rule.getTo())
        .extracting(peer -> peer.getIpBlock().getCidr())
        .containsExactly("169.254.0.0/16", "fd00:ec2::/32");
    assertThat(reachesAnywhere(policy(NetworkIsolation.USUAL), "TCP", 80)).isFalse();
  }

  @Test
  void administratorsAddPortsAndRules() {
    var rule =
        new NetworkPolicyEgressRuleBuilder()
            .addNewTo()
            .withNewIpBlock()
            .withCidr("10.1.0.0/16")
            .endIpBlock()
            .endTo()
            .build();
    var isolation = new NetworkIsolation(Optional.of(new Egress(Set.of(4443), List.of(rule))));
    assertThat(reachesAnywhere(policy(isolation), "TCP", 4443)).isTrue();
    assertThat(reachesAnywhere(policy(isolation), "TCP", 443)).isFalse();
    assertThat(policy(isolation).getSpec().getEgress()).contains(rule);
  }

  @Test
  void withoutEgressWorkersReachWhatTheClusterAllows() {
    NetworkPolicy policy = policy(new NetworkIsolation(Optional.empty()));
    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress");
    assertThat(policy.getSpec().getEgress()).isEmpty();
  }

  /** By rules that name no peer, as a NetworkPolicy is read. */
  private static boolean reachesAnywhere(NetworkPolicy policy, String protocol, int port) {
    return policy.getSpec().getEgress().stream()
        .filter(rule -> rule.getTo().isEmpty())
        .flatMap(rule -> rule.getPorts().stream())
        .filter(p -> p.getProtocol().equals(protocol))
        .anyMatch(p -> p.getPort() == null || p.getPort().getIntVal() == port);
  }

  private static NetworkPolicy policy(NetworkIsolation isolation, String... settings) {
    return isolation.policy(OWNER, spec(settings));
  }

  private static ExperimentSpec spec(String... settings) {
    String yaml =
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: photos}
        spec:
          training: {globalBatch: 64, maxSteps: 300}
          network: {encoder: TinyResNet}
          learningRate: {base: 1.0}
          data: {uri: s3://pictures/train.tar}
          checkpoint: {uri: s3://runs/photos}
        """;
    return Experiments.filled(yaml, settings).spec();
  }
}
