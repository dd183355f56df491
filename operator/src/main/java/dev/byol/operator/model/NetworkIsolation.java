package dev.byol.operator.model;

import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.workers.EnvironmentSpec;
import dev.byol.operator.template.Tree;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a NetworkPolicy shuts workers off. They take part in collectives without encryption, so
 * nobody but workers of the same experiment reaches their ports. What they reach themselves is
 * bounded by ports and not by addresses: neither the store's nor the API server's addresses can be
 * known, since a NetworkPolicy knows no names and sees an address only after the Service's was
 * replaced.
 *
 * <p>A service mesh's sidecar speaks to its control plane; of these only Istio's port is usual
 * here.
 *
 * @param egress what the workers reach; empty: whatever the cluster allows
 */
public record NetworkIsolation(Optional<Egress> egress) {
  /** Nobody reaches the workers, and they reach what a run usually needs. */
  public static final NetworkIsolation USUAL =
      new NetworkIsolation(
          Optional.of(new Egress(Set.of(443, 6443, 8443, 15012, 16443), List.of())));

  /** DNS, and where OpenShift's own listens behind its Service. */
  private static final List<Integer> DNS = List.of(53, 5353);

  /** Where clouds give credentials to nodes and pods, and the ports behind it. */
  private static final List<String> CREDENTIALS = List.of("169.254.0.0/16", "fd00:ec2::/32");

  private static final List<Integer> CREDENTIALS_PORTS = List.of(80, 987, 988);

  private static final Pattern ADDRESS =
      Pattern.compile(
          "^((?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?([^/@]*@)?(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:(?<port>[0-9]{1,5}))?([/?#]|$)");

  /**
   * What workers reach beside one another, DNS, a cloud's credentials, and the ports of the
   * addresses that the experiment names.
   *
   * @param ports TCP ports, of HTTPS and of API servers
   * @param more further rules, as they are
   */
  public record Egress(Set<Integer> ports, List<NetworkPolicyEgressRule> more) {
    /** Copies both. */
    public Egress {
      ports = Set.copyOf(ports);
      more = List.copyOf(more);
    }
  }

  /** The policy of an experiment. */
  NetworkPolicy policy(Owner owner, ExperimentSpec filled) {
    Map<String, String> workers = Map.of(Names.UID, owner.uid());
    var policy =
        new NetworkPolicyBuilder()
            .withMetadata(owner.metadata(Names.shared(owner), Names.labels(owner)))
            .withNewSpec()
            .withNewPodSelector()
            .withMatchLabels(workers)
            .endPodSelector()
            .withPolicyTypes(egress.isPresent() ? List.of("Ingress", "Egress") : List.of("Ingress"))
            .addNewIngress()
            .addNewFrom()
            .withNewPodSelector()
            .withMatchLabels(workers)
            .endPodSelector()
            .endFrom()
            .endIngress();
    egress.ifPresent(e -> policy.addAllToEgress(rules(e, workers, filled)));
    return policy.endSpec().build();
  }

  private static List<NetworkPolicyEgressRule> rules(
      Egress egress, Map<String, String> workers, ExperimentSpec filled) {
    List<NetworkPolicyEgressRule> rules = new ArrayList<>();
    rules.add(
        new NetworkPolicyEgressRuleBuilder()
            .addNewTo()
            .withNewPodSelector()
            .withMatchLabels(workers)
            .endPodSelector()
            .endTo()
            .build());
    rules.add(
        new NetworkPolicyEgressRuleBuilder()
            .addAllToPorts(ports("UDP", DNS))
            .addAllToPorts(ports("TCP", DNS))
            .build());
    var credentials = new NetworkPolicyEgressRuleBuilder();
    CREDENTIALS.forEach(
        block -> credentials.addNewTo().withNewIpBlock().withCidr(block).endIpBlock().endTo());
    rules.add(credentials.addAllToPorts(ports("TCP", CREDENTIALS_PORTS)).build());
    Set<Integer> tcp = new TreeSet<>(egress.ports());
    addresses(filled).flatMap(address -> port(address).stream()).forEach(tcp::add);
    List<NetworkPolicyPort> out =
        isAddressSecret(filled)
            ? List.of(new NetworkPolicyPortBuilder().withProtocol("TCP").build())
            : ports("TCP", tcp);
    rules.add(new NetworkPolicyEgressRuleBuilder().addAllToPorts(out).build());
    rules.addAll(egress.more());
    return rules;
  }

  /** Of the store, and of stores and proxies in environment variables and the pod's template. */
  private static Stream<String> addresses(ExperimentSpec filled) {
    Stream<String> store =
        filled.storage() == null ? Stream.empty() : Stream.ofNullable(filled.storage().endpoint());
    List<EnvironmentSpec> variables =
        filled.workers().env() == null ? List.of() : filled.workers().env();
    return Stream.of(
            store,
            variables.stream().flatMap(variable -> Stream.ofNullable(variable.value())),
            texts(filled.workers().podTemplate()).filter(text -> text.contains("://")))
        .flatMap(addresses -> addresses);
  }

  private static Stream<String> texts(Object tree) {
    if (tree instanceof Map<?, ?> fields) {
      return fields.values().stream().flatMap(NetworkIsolation::texts);
    }
    return tree instanceof List<?> items
        ? items.stream().flatMap(NetworkIsolation::texts)
        : tree instanceof String text ? Stream.of(text) : Stream.empty();
  }

  /** A store or proxy whose address stands in a Secret or ConfigMap may listen anywhere. */
  private static boolean isAddressSecret(ExperimentSpec filled) {
    List<EnvironmentSpec> variables =
        filled.workers().env() == null ? List.of() : filled.workers().env();
    return Stream.concat(
            variables.stream()
                .filter(variable -> variable.secretName() != null)
                .map(EnvironmentSpec::name),
            references(filled.workers().podTemplate()))
        .map(name -> name.toUpperCase(Locale.ROOT))
        .anyMatch(name -> name.startsWith("AWS_ENDPOINT_URL") || name.endsWith("_PROXY"));
  }

  /** Names of variables whose values the template takes from elsewhere. */
  private static Stream<String> references(Map<String, Object> template) {
    return Stream.of("spec.containers[].env[]", "spec.initContainers[].env[]")
        .flatMap(path -> Tree.at(template, "podTemplate", path).stream())
        .map(found -> (Map<?, ?>) found.value())
        .filter(variable -> variable.containsKey("valueFrom"))
        .map(variable -> String.valueOf(variable.get("name")));
  }

  /** The port of {@code scheme://host:port/...} or {@code host:port}; empty for all else. */
  static Optional<Integer> port(String address) {
    Matcher parts = ADDRESS.matcher(address.strip());
    if (!parts.find() || parts.group("scheme") == null && parts.group("port") == null) {
      return Optional.empty();
    }
    if (parts.group("port") != null) {
      int port = Integer.parseInt(parts.group("port"));
      return port < 1 || port > 65535 ? Optional.empty() : Optional.of(port);
    }
    return Optional.of(parts.group("scheme").equalsIgnoreCase("http") ? 80 : 443);
  }

  private static List<NetworkPolicyPort> ports(String protocol, Collection<Integer> numbers) {
    return numbers.stream()
        .map(n -> new NetworkPolicyPortBuilder().withProtocol(protocol).withNewPort(n).build())
        .toList();
  }
}
