package dev.byol.operator.model;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.SpecTree;
import dev.byol.api.yaml.ExperimentWriter;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the workers of an attempt read, in an immutable ConfigMap that is named by its content: a
 * running attempt can never see another one.
 *
 * @param name name of the ConfigMap
 * @param experiment the experiment for the trainer: presets and defaults laid under it, what only
 *     the operator reads left out
 * @param accepted the experiment as its author wrote it, with which later edits are compared
 */
public record ExperimentConfig(String name, String experiment, String accepted) {
  /** Key of the trainer's experiment, and its file name in the pod: {@value}. */
  public static final String EXPERIMENT_KEY = "experiment.yaml";

  /** Key of the experiment as its author wrote it: {@value}. */
  public static final String ACCEPTED_KEY = "accepted.json";

  private static final List<String> OPERATOR_ONLY =
      List.of("suspend", "scheduling", "lifecycle", "faultTolerance");

  private static final List<String> FOR_TRAINER = List.of("replicas", "gpusPerWorker", "lanes");

  /** Lenient, since an operator of another version may have written it. */
  private static final ObjectMapper READER =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  /**
   * The config of an experiment.
   *
   * @param scheduleSteps step at which the cosines end, empty if the trainer shall find it
   */
  public static ExperimentConfig of(
      Owner owner, ByolExperiment accepted, Optional<Long> scheduleSteps) {
    String yaml = ExperimentWriter.yaml(forTrainer(Defaults.fill(accepted), scheduleSteps));
    String json = ExperimentWriter.json(accepted);
    return new ExperimentConfig(Names.config(owner, hash(yaml + "\n" + json)), yaml, json);
  }

  /** The ConfigMap, to be created for its owner. */
  public ConfigMap configMap(Owner owner) {
    return new ConfigMapBuilder()
        .withMetadata(owner.metadata(name, Names.labels(owner)))
        .withImmutable(true)
        .withData(Map.of(EXPERIMENT_KEY, experiment, ACCEPTED_KEY, accepted))
        .build();
  }

  /** The experiment that a ConfigMap was made from; empty if it cannot be read. */
  public static Optional<ByolExperiment> accepted(ConfigMap configMap) {
    try {
      String json = configMap.getData().get(ACCEPTED_KEY);
      return Optional.ofNullable(READER.readValue(json, ByolExperiment.class));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static ByolExperiment forTrainer(ByolExperiment filled, Optional<Long> scheduleSteps) {
    ObjectNode spec = SpecTree.of(filled.spec());
    spec.remove(OPERATOR_ONLY);
    spec.withObjectProperty("workers").retain(FOR_TRAINER);
    if (spec.get("storage") instanceof ObjectNode storage) {
      storage.remove("credentialsSecret");
    }
    scheduleSteps.ifPresent(
        steps -> spec.withObjectProperty("training").put("scheduleSteps", steps));
    return filled.withSpec(SpecTree.spec(spec));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 5);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
