package dev.byol.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.status.ExperimentStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomResourceDefinitionTest {
  private static final Path FILE = Path.of(CustomResourceDefinition.NAME + ".yaml");

  @Test
  void theFileInTheRepositoryIsTheGeneratedOne() throws IOException {
    String generated = CustomResourceDefinition.yaml();
    if (Boolean.getBoolean("crd.write")) {
      Files.writeString(FILE, generated);
    }
    assertThat(FILE)
        .as(
            "run ./mvnw -pl crds test -Dtest=CustomResourceDefinitionTest -DargLine=-Dcrd.write=true")
        .hasContent(generated);
  }

  @Test
  void plainApplyCanKeepItInAnAnnotation() throws IOException {
    assertThat(Files.size(FILE)).isLessThan(200_000);
  }

  @Test
  void everyFieldIsDescribed() throws IOException {
    JsonNode schema =
        new YAMLMapper()
            .readTree(CustomResourceDefinition.yaml())
            .at("/spec/versions/0/schema/openAPIV3Schema");
    var silent = new ArrayList<String>();
    collectSilent("spec", schema.at("/properties/spec"), silent);
    collectSilent("status", schema.at("/properties/status"), silent);
    assertThat(silent).isEmpty();
  }

  @Test
  void everyListOfTheStatusIsOwnedElementByElement() {
    assertThat(SpecField.of(ExperimentStatus.class).stream().filter(f -> f.element().isPresent()))
        .allSatisfy(field -> assertThat(field.key()).isPresent());
  }

  @Test
  void rulesStandAtPathsThatExist() throws IOException {
    var paths = new ArrayList<String>(List.of("", "spec", "status"));
    collectPaths("spec", ExperimentSpec.class, paths);
    collectPaths("status", ExperimentStatus.class, paths);
    assertThat(paths).containsAll(Rules.paths());
  }

  private static void collectPaths(String path, Class<?> type, List<String> paths) {
    for (SpecField field : SpecField.of(type)) {
      String child = path + "." + field.name();
      paths.add(child);
      Class<?> inner = field.element().orElse(field.type());
      if (inner.isRecord()) {
        String inside = field.element().isPresent() ? child + "[]" : child;
        paths.add(inside);
        collectPaths(inside, inner, paths);
      }
    }
  }

  private static void collectSilent(String path, JsonNode schema, List<String> silent) {
    if (!schema.has("description") && !path.endsWith("[]")) {
      silent.add(path);
    }
    for (var property : schema.path("properties").properties()) {
      collectSilent(path + "." + property.getKey(), property.getValue(), silent);
    }
    if (schema.has("items")) {
      collectSilent(path + "[]", schema.get("items"), silent);
    }
  }
}
