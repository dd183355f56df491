package dev.byol.api.yaml;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.byol.api.spec.ByolExperiment;

/**
 * Writes an experiment: unset fields left out, the others in the order of the records, so that
 * equal experiments give equal bytes.
 */
public final class ExperimentWriter {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private ExperimentWriter() {}

  /** The experiment as YAML, which {@link ExperimentReader} reads back to an equal value. */
  public static String yaml(ByolExperiment experiment) {
    return write(YAML, experiment);
  }

  /** The experiment as JSON, which {@link ExperimentReader} reads back to an equal value. */
  public static String json(ByolExperiment experiment) {
    return write(JSON, experiment);
  }

  private static String write(ObjectMapper mapper, ByolExperiment experiment) {
    try {
      return mapper.writeValueAsString(experiment);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an experiment cannot be written", e);
    }
  }
}
