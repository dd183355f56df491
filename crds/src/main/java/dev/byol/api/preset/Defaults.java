package dev.byol.api.preset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.Preset;
import dev.byol.api.spec.SpecTree;

/**
 * Fills unset fields: what the user wrote wins over the preset, the preset over the defaults.
 *
 * <p>Fields without a default ({@code data.uri}), and those that depend on the data or the machine
 * ({@code data.classes}, {@code workers.lanes}, the warm-up when nobody names one) stay unset.
 */
public final class Defaults {
  private Defaults() {}

  /**
   * The experiment with every field set that has a default. Augmentation fields for both views are
   * moved into {@code view1} and {@code view2}.
   */
  public static ByolExperiment fill(ByolExperiment written) {
    ObjectNode spec = Layers.resource("defaults.yaml");
    Layers.shareViewFieldsInPlace(spec);
    String run = "runs/" + written.metadata().name();
    spec.withObjectProperty("checkpoint").put("uri", run);
    ExperimentSpec user =
        written.spec() == null
            ? SpecTree.spec(JsonNodeFactory.instance.objectNode())
            : written.spec();
    if (user.preset() != null) {
      Layers.layInPlace(spec, Layers.resource(user.preset().text() + ".yaml"));
    }
    Layers.layInPlace(spec, SpecTree.of(user));
    ObjectNode logging = spec.withObjectProperty("logging");
    if (!logging.has("directory")) {
      String checkpoints = spec.get("checkpoint").get("uri").asText();
      logging.put("directory", checkpoints.contains("://") ? run : checkpoints);
    }
    return written.withSpec(SpecTree.spec(spec));
  }

  /** What a preset sets, everything else unset. */
  public static ExperimentSpec of(Preset preset) {
    return SpecTree.spec(Layers.resource(preset.text() + ".yaml"));
  }
}
