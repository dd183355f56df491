package dev.byol.operator.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.byol.api.crd.CustomResourceDefinition;
import dev.byol.api.status.ExperimentStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the API server thinks of a status: the generated schema, applied strictly. */
final class StatusSchema {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode schema;
  private final JsonSchema validator;

  StatusSchema() {
    try {
      schema =
          new YAMLMapper()
              .readTree(CustomResourceDefinition.yaml())
              .at("/spec/versions/0/schema/openAPIV3Schema/properties/status");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // exclusiveMinimum and its like are booleans there and in Kubernetes.
    validator =
        JsonSchemaFactory.getInstance(VersionFlag.V4)
            .getSchema(
                schema, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }

  /** Everything for which it would be refused, empty if nothing. */
  List<String> faults(ExperimentStatus status) {
    String json = Serialization.asJson(status);
    List<String> faults = new ArrayList<>();
    try {
      JsonNode written = JSON.readTree(json);
      validator.validate(written).forEach(message -> faults.add(message.toString()));
      beyondTheSchema("status", schema, written, faults);
    } catch (IOException e) {
      faults.add("no JSON: " + e.getMessage());
    }
    ExperimentStatus read = Serialization.unmarshal(json, ExperimentStatus.class);
    if (!read.equals(status)) {
      faults.add("reads back otherwise, and would be written for ever: " + status + " as " + read);
    }
    return faults;
  }

  /** Fields that would be dropped without a word, and elements with the same key. */
  private static void beyondTheSchema(
      String path, JsonNode schema, JsonNode value, List<String> faults) {
    if (value.isObject()) {
      for (var field : value.properties()) {
        JsonNode itsSchema = schema.path("properties").path(field.getKey());
        if (itsSchema.isMissingNode()) {
          faults.add(path + "." + field.getKey() + " is not in the schema");
        }
        beyondTheSchema(path + "." + field.getKey(), itsSchema, field.getValue(), faults);
      }
    } else if (value.isArray()) {
      Set<JsonNode> keys = new HashSet<>();
      for (JsonNode element : value) {
        String key = schema.path("x-kubernetes-list-map-keys").path(0).asText();
        if (!keys.add(element.path(key))) {
          faults.add(path + " has two elements of the key " + element.path(key));
        }
        beyondTheSchema(path + "[]", schema.path("items"), element, faults);
      }
    }
  }
}
