package dev.byol.api.crd;

import static dev.byol.api.crd.Schema.ordered;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.status.ExperimentStatus;
import java.util.List;
import java.util.Map;

/** The definition of {@code ByolExperiment} for the API server, as YAML. */
public final class CustomResourceDefinition {
  /** Group of the resource. */
  public static final String GROUP = "byol.dev";

  /** Version of the resource. */
  public static final String VERSION = "v1alpha1";

  /** Plural name of the resource. */
  public static final String PLURAL = "byolexperiments";

  /** Full name of the definition, and of its file without {@code .yaml}. */
  public static final String NAME = PLURAL + "." + GROUP;

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .build();

  private CustomResourceDefinition() {}

  /** The whole document; equal for equal records. */
  public static String yaml() {
    try {
      return "# Generated from the records in crds/src/main/java; see CONTRIBUTING.md.\n"
          + YAML.writeValueAsString(document());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the definition cannot be written", e);
    }
  }

  private static Map<String, Object> document() {
    return ordered(
        "apiVersion",
        "apiextensions.k8s.io/v1",
        "kind",
        "CustomResourceDefinition",
        "metadata",
        ordered("name", NAME),
        "spec",
        ordered(
            "group",
            GROUP,
            "scope",
            "Namespaced",
            "names",
            ordered(
                "kind",
                "ByolExperiment",
                "listKind",
                "ByolExperimentList",
                "plural",
                PLURAL,
                "singular",
                "byolexperiment",
                "shortNames",
                List.of("byol"),
                "categories",
                List.of("all", "training")),
            "versions",
            List.of(version())));
  }

  private static Map<String, Object> version() {
    return ordered(
        "name",
        VERSION,
        "served",
        true,
        "storage",
        true,
        "subresources",
        ordered(
            "status",
            Map.of(),
            "scale",
            ordered(
                "specReplicasPath", ".spec.workers.replicas",
                "statusReplicasPath", ".status.workers.ready",
                "labelSelectorPath", ".status.workers.selector")),
        "additionalPrinterColumns",
        List.of(
            column("Phase", "string", ".status.phase", 0),
            column("Step", "integer", ".status.progress.step", 0),
            column("%", "integer", ".status.progress.percent", 0),
            column("Loss", "string", ".status.progress.loss", 0),
            column("Top1", "string", ".status.progress.top1", 0),
            column("ETA", "string", ".status.progress.eta", 0),
            column("Workers", "string", ".status.workers.display", 0),
            column("Ckpt", "date", ".status.checkpoint.time", 0),
            column("Age", "date", ".metadata.creationTimestamp", 0),
            column("Img/s", "string", ".status.progress.imagesPerSecond", 1),
            column("LR", "string", ".status.progress.learningRate", 1),
            column("Attempt", "integer", ".status.attempt.number", 1),
            column("Node", "string", ".status.workers.nodes", 1),
            column("Message", "string", ".status.message", 1)),
        "schema",
        ordered("openAPIV3Schema", schema()));
  }

  private static Map<String, Object> column(String name, String type, String path, int priority) {
    return ordered("name", name, "type", type, "jsonPath", path, "priority", priority);
  }

  private static Map<String, Object> schema() {
    Map<String, Object> spec = ordered("description", "What to train, on what, and how.");
    spec.putAll(Schema.of("spec", ExperimentSpec.class));
    Map<String, Object> status =
        ordered("description", "What the operator knows of the experiment; nobody else writes it.");
    status.putAll(Schema.of("status", ExperimentStatus.class));
    return ordered(
        "description",
        "One BYOL training run: self-supervised training of an image encoder with Bootstrap Your Own Latent.",
        "type",
        "object",
        "required",
        Rules.required(""),
        "properties",
        ordered(
            "apiVersion",
            ordered("type", "string", "description", "Always byol.dev/v1alpha1."),
            "kind",
            ordered("type", "string", "description", "Always ByolExperiment."),
            "metadata",
            ordered("type", "object"),
            "spec",
            spec,
            "status",
            status),
        "x-kubernetes-validations",
        Rules.at("").stream()
            .map(rule -> ordered("rule", rule.expression(), "message", rule.message()))
            .toList());
  }
}
