package dev.byol.operator;

import dev.byol.api.channel.LeaseAnnotations;
import dev.byol.operator.model.NetworkIsolation;
import dev.byol.operator.model.WorkerDefaults;
import dev.byol.operator.policy.Policy;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How an operator is set up, by environment variables.
 *
 * @param namespaces namespaces whose experiments it runs; empty: all
 * @param image the trainer's image of experiments that name none; empty: they have to
 * @param port port of health and metrics, 0 for any that is free
 * @param election who runs experiments when there are several operators
 * @param isolation how a NetworkPolicy shuts the workers off; empty: not at all
 * @param heartbeatSeconds seconds between two heartbeats of the workers, at least 1
 * @param policy what experiments may use
 * @param workerUser user and group that workers run as unless their template says otherwise; empty:
 *     what the cluster or the image says
 * @param figuresSeconds figures of a status are written no more often than this, 1 to 3600
 */
public record OperatorSettings(
    Set<String> namespaces,
    Optional<String> image,
    int port,
    Optional<Election> election,
    Optional<NetworkIsolation> isolation,
    int heartbeatSeconds,
    Policy policy,
    OptionalLong workerUser,
    int figuresSeconds) {

  /**
   * The election of the operator that acts.
   *
   * @param namespace namespace of its Lease
   * @param identity who this operator is
   */
  public record Election(String namespace, String identity) {}

  /** Copies the set and checks the ranges. */
  public OperatorSettings {
    namespaces = Set.copyOf(namespaces);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("BYOL_METRICS_PORT is " + port + "; allowed: 0 to 65535");
    }
    if (heartbeatSeconds < 1 || heartbeatSeconds > LeaseAnnotations.LONGEST_HEARTBEAT_SECONDS) {
      throw new IllegalArgumentException(
          "BYOL_HEARTBEAT_SECONDS is "
              + heartbeatSeconds
              + "; allowed: 1 to "
              + LeaseAnnotations.LONGEST_HEARTBEAT_SECONDS);
    }
    if (figuresSeconds < 1 || figuresSeconds > 3600) {
      throw new IllegalArgumentException(
          "BYOL_FIGURES_SECONDS is " + figuresSeconds + "; allowed: 1 to 3600");
    }
  }

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException when a variable is out of its range
   */
  public static OperatorSettings from(Map<String, String> variables) {
    return new OperatorSettings(
        Arrays.stream(variables.getOrDefault("BYOL_WATCH_NAMESPACES", "").split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet()),
        text(variables, "BYOL_TRAINER_IMAGE"),
        number(variables, "BYOL_METRICS_PORT", 8080),
        election(variables),
        text(variables, "BYOL_NETWORK_POLICY")
            .map(IsolationSetting::parse)
            .orElse(Optional.of(NetworkIsolation.USUAL)),
        number(variables, "BYOL_HEARTBEAT_SECONDS", 10),
        text(variables, "BYOL_POLICY").map(Policy::parse).orElseGet(Policy::byDefault),
        workerUser(variables),
        number(variables, "BYOL_FIGURES_SECONDS", 30));
  }

  /** Set to nothing it is left to the cluster; not set at all it is that of our image. */
  private static OptionalLong workerUser(Map<String, String> variables) {
    if ("".equals(variables.get("BYOL_WORKER_USER"))) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(number(variables, "BYOL_WORKER_USER", WorkerDefaults.USER_OF_THE_IMAGE));
  }

  private static Optional<Election> election(Map<String, String> variables) {
    if (!flag(variables, "BYOL_LEADER_ELECTION", false)) {
      return Optional.empty();
    }
    String namespace =
        text(variables, "BYOL_OPERATOR_NAMESPACE")
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "BYOL_OPERATOR_NAMESPACE is not set; with BYOL_LEADER_ELECTION it must name the namespace of the operator"));
    return Optional.of(
        new Election(
            namespace,
            text(variables, "POD_NAME").orElse("operator-" + ProcessHandle.current().pid())));
  }

  private static Optional<String> text(Map<String, String> variables, String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(t -> !t.isEmpty());
  }

  private static int number(Map<String, String> variables, String name, int otherwise) {
    Optional<String> text = text(variables, name);
    try {
      return text.map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + " is " + text.orElse("") + "; allowed: a whole number", e);
    }
  }

  private static boolean flag(Map<String, String> variables, String name, boolean otherwise) {
    String word = text(variables, name).orElse(Boolean.toString(otherwise));
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(name + " is " + word + "; allowed: true or false");
    };
  }
}
