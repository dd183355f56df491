package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A spec as a tree, where fields can be compared, laid over one another and left out by name. */
public final class SpecTree {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private SpecTree() {}

  /** The fields that are set. */
  public static ObjectNode of(ExperimentSpec spec) {
    return JSON.valueToTree(spec);
  }

  /**
   * The spec of a tree that came from {@link #of} or from a resource.
   *
   * @throws IllegalStateException if a field is unknown or of another type
   */
  public static ExperimentSpec spec(ObjectNode tree) {
    try {
      return JSON.treeToValue(tree, ExperimentSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree does not fit the spec", e);
    }
  }
}
