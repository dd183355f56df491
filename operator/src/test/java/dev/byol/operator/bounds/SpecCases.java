package dev.byol.operator.bounds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.SpecField;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Experiments that differ from a sound one in one field, which is at its bounds or beyond them. */
public final class SpecCases {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final String BASE =
      """
      apiVersion: byol.dev/v1alpha1
      kind: ByolExperiment
      metadata: {name: bounds, namespace: default}
      spec:
        data: {uri: /data/pictures}
        training: {globalBatch: 4096, maxSteps: 1000}
        learningRate: {base: 0.001}
        network: {encoder: TinyResNet}
        augmentation: {imageSize: 32}
        checkpoint: {uri: "s3://bucket/runs"}
        storage: {encryption: Kms}
      """;

  /** A sound element of each list of sections. */
  private static final Map<String, String> ELEMENTS =
      Map.of(
          "spec.workers.env", "{name: A, value: b}",
          "spec.workers.volumes", "{name: v, mountPath: /v, claimName: c}",
          "spec.workers.resourceClaims", "{name: d, resourceClaimName: c}",
          "spec.workers.tolerations",
              "{key: k, operator: Equal, effect: NoExecute, tolerationSeconds: 3}");

  /** What goes before its counterpart, of which only one may be set. */
  private static final Map<String, String> INSTEAD_OF =
      Map.of(
          "secretName", "value",
          "hostPath", "claimName",
          "resourceClaimTemplateName", "resourceClaimName",
          "maxEpochs", "maxSteps");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "A",
          "a b",
          " a",
          "a\n",
          "a\u0000",
          "a\tb",
          "\u00e9",
          "\ud83d\ude80",
          "-a",
          "a-",
          ".a",
          "..",
          "a.b",
          "a..b",
          "a_b",
          "a/b",
          "a/b/c",
          "A.b/C_d",
          "/",
          "/a",
          "/a/",
          "//a",
          "/a:b",
          "/a/b",
          "~",
          "null",
          "0",
          "5",
          "+5",
          "-5",
          "5.",
          ".5",
          "1Gi",
          "1E",
          "1e5",
          "1e-3",
          "5m",
          "-1Gi",
          "1e1.5",
          "99999999999999999999",
          "http://h",
          "https://h:1/",
          "https://h/x",
          "ftp://h",
          "Equal",
          "Exists",
          "equal",
          "NoSchedule",
          "NoExecute",
          "cpu",
          "hugepages-2Mi");

  private static final ObjectMapper YAML = new YAMLMapper();

  private final List<Case> cases = new ArrayList<>();

  private SpecCases() {}

  /**
   * One of them.
   *
   * @param path the field
   * @param value what it is
   * @param document the whole
   */
  public record Case(String path, JsonNode value, ObjectNode document) {
    @Override
    public String toString() {
      String text = value.toString();
      return path
          + "="
          + (text.length() < 80 ? text : text.substring(0, 70) + ".. " + text.length());
    }
  }

  /** All of them. */
  public static List<Case> all() {
    var made = new SpecCases();
    made.section("spec", ExperimentSpec.class);
    return made.cases;
  }

  private void section(String path, Class<?> type) {
    for (SpecField field : SpecField.of(type)) {
      String name = path + "." + field.name();
      if (field.form() == SpecField.Form.FREE) {
        continue;
      }
      if (field.type().isRecord()) {
        section(name, field.type());
      } else if (field.element().isPresent()) {
        list(name, field, field.element().get());
      } else if (field.type() == Map.class) {
        mapping(name, field);
      } else {
        values(field).forEach(value -> add(name, value));
      }
    }
  }

  private void list(String path, SpecField field, Class<?> element) {
    if (element.isRecord()) {
      section(path + "[]", element);
    }
    for (int size : new int[] {SpecField.MOST_ELEMENTS, SpecField.MOST_ELEMENTS + 1}) {
      ArrayNode list = NODES.arrayNode();
      for (int i = 0; i < size; i++) {
        list.add(element(path, element, i));
      }
      add(path, list);
    }
    add(path, NODES.arrayNode().add(element(path, element, 0)).add(element(path, element, 0)));
    add(path, NODES.textNode("a"));
    if (element == String.class) {
      textsFor(field).forEach(text -> add(path, NODES.arrayNode().add(text)));
    }
  }

  private static JsonNode element(String path, Class<?> type, int i) {
    if (type == String.class) {
      return NODES.textNode("a" + i);
    }
    if (type.isEnum()) {
      List<String> words = SpecField.words(type);
      return NODES.textNode(words.get(i % words.size()));
    }
    ObjectNode element = yaml(ELEMENTS.get(path));
    for (String named : List.of("name", "mountPath")) {
      if (element.has(named)) {
        element.put(named, element.get(named).textValue() + i);
      }
    }
    return element;
  }

  private void mapping(String path, SpecField field) {
    boolean isResources = path.startsWith("spec.workers.resources.");
    for (int size : new int[] {SpecField.MOST_ELEMENTS, SpecField.MOST_ELEMENTS + 1}) {
      ObjectNode map = NODES.objectNode();
      for (int i = 0; i < size; i++) {
        map.put("d/k" + i, "1");
      }
      add(path, map);
    }
    add(path, NODES.textNode("a"));
    String key = isResources ? "cpu" : "k";
    textsFor(field).forEach(text -> add(path, NODES.objectNode().put(key, text)));
    numbers().forEach(number -> add(path, NODES.objectNode().set(key, number)));
  }

  private static List<JsonNode> values(SpecField field) {
    List<JsonNode> values = new ArrayList<>();
    if (field.text().isPresent()) {
      textsFor(field).forEach(text -> values.add(NODES.textNode(text)));
      values.addAll(numbers());
    } else if (field.type().isEnum()) {
      SpecField.words(field.type()).forEach(word -> values.add(NODES.textNode(word)));
      values.addAll(List.of(NODES.textNode(""), NODES.textNode("none"), NODES.numberNode(1)));
    } else {
      field.range().ifPresent(range -> ends(field, range).forEach(values::add));
      values.addAll(numbers());
      values.add(NODES.textNode("1"));
    }
    values.add(NODES.booleanNode(true));
    values.add(NODES.objectNode());
    values.add(NODES.arrayNode());
    return values;
  }

  private static List<JsonNode> numbers() {
    return List.of(
        NODES.numberNode(-1),
        NODES.numberNode(0),
        NODES.numberNode(5),
        NODES.numberNode(new BigDecimal("0.5")),
        NODES.numberNode(new BigInteger("2147483648")),
        NODES.numberNode(new BigInteger("9223372036854775807")));
  }

  private static List<JsonNode> ends(SpecField field, Range range) {
    List<JsonNode> ends = new ArrayList<>();
    for (double end : new double[] {range.min(), range.above(), range.max(), range.below()}) {
      if (!Double.isFinite(end)) {
        continue;
      }
      for (double value :
          field.type() == Double.class
              ? new double[] {Math.nextDown(end), end, Math.nextUp(end)}
              : new double[] {end - 1, end, end + 1}) {
        BigDecimal exact = new BigDecimal(Double.toString(value));
        ends.add(
            field.type() == Double.class
                ? NODES.numberNode(exact)
                : NODES.numberNode(exact.toBigInteger()));
      }
    }
    return ends;
  }

  /** Of all forms, and up to the field's longest and one more. */
  private static Set<String> textsFor(SpecField field) {
    int most = field.text().orElseThrow().longest();
    Set<String> texts = new LinkedHashSet<>(TEXTS);
    for (String start : List.of("", "/", "https://", "d/", "1")) {
      for (int longest : new int[] {63, most}) {
        texts.add(start + "a".repeat(longest - start.length()));
        texts.add(start + "a".repeat(longest + 1 - start.length()));
      }
    }
    texts.add("\ud83d\ude80".repeat(most));
    texts.add("1" + "0".repeat(17));
    texts.add("1" + "0".repeat(18));
    return texts;
  }

  private void add(String path, JsonNode value) {
    ObjectNode document = yaml(BASE);
    ObjectNode section = document;
    String[] names = path.split("\\.", -1);
    String walked = "";
    for (int i = 0; i < names.length - 1; i++) {
      boolean isList = names[i].endsWith("[]");
      String name = isList ? names[i].substring(0, names[i].length() - 2) : names[i];
      walked = walked.isEmpty() ? name : walked + "." + name;
      section =
          isList
              ? (ObjectNode) section.putArray(name).add(yaml(ELEMENTS.get(walked))).get(0)
              : section.withObject("/" + name);
    }
    String field = names[names.length - 1];
    section.set(field, value);
    if (INSTEAD_OF.containsKey(field)) {
      section.remove(INSTEAD_OF.get(field));
    }
    if (path.equals("spec.workers.resourceClaims[].request")) {
      section.put("name", "d");
    }
    cases.add(new Case(path, value, document));
  }

  private static ObjectNode yaml(String text) {
    try {
      return (ObjectNode) YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
