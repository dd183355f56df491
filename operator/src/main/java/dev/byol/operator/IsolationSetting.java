package dev.byol.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.byol.operator.model.NetworkIsolation;
import dev.byol.operator.model.NetworkIsolation.Egress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The variable {@code BYOL_NETWORK_POLICY}: {@code true}, {@code false}, or as JSON {@code
 * {"egress": false}} or {@code {"egress": {"ports": [443], "rules": [...]}}}, rules being those of
 * a NetworkPolicy.
 */
final class IsolationSetting {
  private static final ObjectMapper JSON = new ObjectMapper();

  private IsolationSetting() {}

  static Optional<NetworkIsolation> parse(String text) {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (IOException e) {
      throw wrong(text, "it is no JSON", e);
    }
    if (tree.isBoolean()) {
      return tree.asBoolean() ? Optional.of(NetworkIsolation.USUAL) : Optional.empty();
    }
    JsonNode egress = tree.path("egress");
    if (egress.isBoolean() && !egress.asBoolean()) {
      return Optional.of(new NetworkIsolation(Optional.empty()));
    }
    if (!egress.isObject() || !egress.path("ports").isArray()) {
      throw wrong(text, "egress is missing", null);
    }
    Set<Integer> ports = new TreeSet<>();
    for (JsonNode port : egress.path("ports")) {
      if (!port.isInt() || port.asInt() < 1 || port.asInt() > 65535) {
        throw wrong(text, port + " is no port from 1 to 65535", null);
      }
      ports.add(port.asInt());
    }
    return Optional.of(new NetworkIsolation(Optional.of(new Egress(ports, rules(text, egress)))));
  }

  private static List<NetworkPolicyEgressRule> rules(String text, JsonNode egress) {
    List<NetworkPolicyEgressRule> rules = new ArrayList<>();
    try {
      for (JsonNode rule : egress.path("rules")) {
        rules.add(JSON.treeToValue(rule, NetworkPolicyEgressRule.class));
      }
    } catch (IOException e) {
      throw wrong(text, "a rule is not one of a NetworkPolicy: " + e.getMessage(), e);
    }
    return rules;
  }

  private static IllegalArgumentException wrong(String text, String why, Exception cause) {
    return new IllegalArgumentException(
        "BYOL_NETWORK_POLICY is %s: %s; allowed: true, false, {\"egress\": false} or {\"egress\": {\"ports\": [443], \"rules\": []}}"
            .formatted(text, why),
        cause);
  }
}
