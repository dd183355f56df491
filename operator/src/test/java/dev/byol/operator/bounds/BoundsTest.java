package dev.byol.operator.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.byol.api.crd.CustomResourceDefinition;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The generated schema against the reader of files; BoundsIT asks a real API server the same. */
class BoundsTest {
  @Test
  void theSchemaRefusesNothingThatAFileMaySayAndTheReaderNothingThatTheSchemaTakes()
      throws IOException {
    JsonNode schema =
        new YAMLMapper()
            .readTree(CustomResourceDefinition.yaml())
            .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
    // Java's $ lets a last line end pass, Go's does not.
    for (JsonNode parent : schema.findParents("pattern")) {
      if (parent.get("pattern").isTextual()) {
        String pattern = parent.get("pattern").textValue();
        ((ObjectNode) parent).put("pattern", pattern.replaceAll("\\$$", "\\\\z"));
      }
    }
    JsonSchema validator = JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(schema);

    assertThat(
            Agreement.differences(
                document ->
                    Optional.of(
                            validator.validate(document.get("spec")).stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(" ")))
                        .filter(faults -> !faults.isEmpty())))
        .isEmpty();
  }

  @Test
  void everyFieldIsPutToTheTest() {
    assertThat(SpecCases.all()).hasSizeGreaterThan(2000);
    assertThat(SpecCases.all().stream().map(SpecCases.Case::path).distinct())
        .hasSizeGreaterThan(120);
    assertThat(SpecCases.all().stream().filter(one -> Agreement.read(one).isPresent()))
        .hasSizeGreaterThan(500);
  }
}
