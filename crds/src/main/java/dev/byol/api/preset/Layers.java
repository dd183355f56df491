package dev.byol.api.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.byol.api.spec.Alternatives;
import dev.byol.api.spec.data.ViewSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Specs as trees, laid over one another field by field. */
final class Layers {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Map<String, ObjectNode> READ = new ConcurrentHashMap<>();

  private Layers() {}

  /** A copy for the caller to change. */
  static ObjectNode resource(String name) {
    return READ.computeIfAbsent(name, Layers::read).deepCopy();
  }

  private static ObjectNode read(String name) {
    try (InputStream in = Layers.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from the jar");
      }
      return (ObjectNode) YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + name, e);
    }
  }

  /**
   * Lays {@code over} on {@code base}, which is changed; unset fields of {@code over} let it show.
   */
  static void layInPlace(ObjectNode base, ObjectNode over) {
    shareViewFieldsInPlace(over);
    for (Alternatives group : Alternatives.ALL) {
      setAsideInPlace(base, over, group);
    }
    mergeInPlace(base, over);
  }

  /** Moves what is written for both views into each view that does not say otherwise. */
  static void shareViewFieldsInPlace(ObjectNode spec) {
    if (!(spec.get("augmentation") instanceof ObjectNode augmentation)) {
      return;
    }
    for (RecordComponent component : ViewSpec.class.getRecordComponents()) {
      JsonNode shared = augmentation.remove(component.getName());
      if (shared == null) {
        continue;
      }
      for (String view : List.of("view1", "view2")) {
        ObjectNode fields = augmentation.withObjectProperty(view);
        if (!fields.has(component.getName())) {
          fields.set(component.getName(), shared);
        }
      }
    }
  }

  private static void setAsideInPlace(ObjectNode base, ObjectNode over, Alternatives group) {
    String section = group.section().substring("spec.".length());
    if (base.get(section) instanceof ObjectNode below
        && over.get(section) instanceof ObjectNode above
        && group.fields().stream().anyMatch(above::has)) {
      below.remove(group.fields());
    }
  }

  private static void mergeInPlace(ObjectNode base, ObjectNode over) {
    for (var field : over.properties()) {
      if (base.get(field.getKey()) instanceof ObjectNode below
          && field.getValue() instanceof ObjectNode above) {
        mergeInPlace(below, above);
      } else {
        base.set(field.getKey(), field.getValue());
      }
    }
  }
}
