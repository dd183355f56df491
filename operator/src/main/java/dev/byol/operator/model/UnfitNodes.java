package dev.byol.operator.model;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirementBuilder;
import java.util.List;

/**
 * Steers pods away from nodes where pods could not start. It is a wish: where there are no others,
 * the same nodes are tried again.
 */
final class UnfitNodes {
  private static final int STRONGEST = 100;

  private UnfitNodes() {}

  /**
   * What the user wants of nodes, and not these.
   *
   * @param given what the user wants, {@code null} if nothing
   */
  static Affinity avoid(Affinity given, List<String> nodes) {
    if (nodes.isEmpty()) {
      return given;
    }
    AffinityBuilder affinity = given == null ? new AffinityBuilder() : new AffinityBuilder(given);
    return affinity
        .editOrNewNodeAffinity()
        .addNewPreferredDuringSchedulingIgnoredDuringExecution()
        .withWeight(STRONGEST)
        .withNewPreference()
        .withMatchFields(nodes.stream().map(UnfitNodes::not).toList())
        .endPreference()
        .endPreferredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .build();
  }

  /** One requirement names one node: the API server takes no more of a field. */
  private static NodeSelectorRequirement not(String node) {
    return new NodeSelectorRequirementBuilder()
        .withKey("metadata.name")
        .withOperator("NotIn")
        .withValues(node)
        .build();
  }
}
