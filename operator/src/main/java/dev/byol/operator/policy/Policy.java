package dev.byol.operator.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * What experiments may use. In all lists but {@code hostPaths} a star stands for any text, so that
 * {@code *} alone permits everything.
 *
 * @param serviceAccounts accounts that pods may run as, besides the one that the operator makes
 * @param hostPaths folders of the nodes that may be mounted, with all that is below them
 * @param secrets Secrets that an experiment may name anywhere
 * @param priorityClasses priority classes of pods
 * @param tolerations taints that may be tolerated: {@code KEY}, whatever the value, or {@code
 *     KEY=VALUE}
 * @param images images of any container, besides the trainer's that the operator was installed with
 * @param podSecurity the Pod Security standard that a pod template must keep to; folders of nodes
 *     are judged by {@code hostPaths} alone
 */
public record Policy(
    List<String> serviceAccounts,
    List<String> hostPaths,
    List<String> secrets,
    List<String> priorityClasses,
    List<String> tolerations,
    List<String> images,
    Level podSecurity) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  private static final List<String> ANY = List.of("*");

  /** A Pod Security standard of Kubernetes, the strictest first. */
  public enum Level {
    /** What a pod that trusts nobody needs. */
    @JsonProperty("restricted")
    RESTRICTED,
    /** Without known ways out of a container. */
    @JsonProperty("baseline")
    BASELINE,
    /** Everything may be used. */
    @JsonProperty("privileged")
    PRIVILEGED
  }

  /** Copies the lists. */
  public Policy {
    serviceAccounts = List.copyOf(serviceAccounts);
    hostPaths = HostPaths.folders(hostPaths);
    secrets = List.copyOf(secrets);
    priorityClasses = List.copyOf(priorityClasses);
    tolerations = List.copyOf(tolerations);
    images = List.copyOf(images);
  }

  /** That of the chart where nobody has changed it. */
  public static Policy byDefault() {
    return new Policy(List.of(), List.of(), ANY, ANY, ANY, ANY, Level.RESTRICTED);
  }

  /** No bounds but those of the cluster itself. */
  public static Policy permissive() {
    return new Policy(ANY, List.of("/"), ANY, ANY, ANY, ANY, Level.PRIVILEGED);
  }

  /**
   * Reads {@code policy} of the chart's values as JSON.
   *
   * @throws IllegalArgumentException when a field is missing, unknown or out of its range
   */
  public static Policy parse(String json) {
    try {
      return JSON.readValue(json, Policy.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "BYOL_POLICY cannot be used: " + e.getOriginalMessage() + "; write it as the chart does",
          e);
    }
  }
}
