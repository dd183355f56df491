package dev.byol.api.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.api.validation.Violation;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Text to tree, within bounds on size, depth and aliases that no sensible experiment reaches. */
final class DocumentReader {
  private static final int MAX_VALUES = 10_000;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_ALIASES = 50;

  private final String name;
  private final Map<String, String> where = new HashMap<>();
  private int values;

  private DocumentReader(String name) {
    this.name = name;
  }

  /**
   * Reads the only document of {@code text}.
   *
   * @throws InvalidExperimentException if it is not one YAML mapping
   */
  static SourceTree read(String name, String text) {
    return new DocumentReader(name).document(text);
  }

  /** Reads one value as it would stand after a colon. */
  static JsonNode value(String name, String text) {
    var reader = new DocumentReader(name);
    Node node = reader.compose(text);
    return node == null ? JsonNodeFactory.instance.nullNode() : reader.convert(node, "", 0);
  }

  private SourceTree document(String text) {
    Node root = compose(text);
    boolean blank =
        root == null || (root instanceof ScalarNode scalar && scalar.getValue().isEmpty());
    if (blank) {
      throw refuse("empty", "one ByolExperiment", "write apiVersion, kind, metadata and spec", "");
    }
    if (!(convert(root, "", 0) instanceof ObjectNode object)) {
      throw refuse(
          "not a mapping of fields", "one ByolExperiment", "start it with apiVersion:", line(root));
    }
    return new SourceTree(name, object, where);
  }

  private Node compose(String text) {
    var options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    try {
      Iterator<Node> documents = new Yaml(options).composeAll(new StringReader(text)).iterator();
      Node first = documents.hasNext() ? documents.next() : null;
      if (documents.hasNext()) {
        throw refuse(
            "a file of several documents",
            "one ByolExperiment in a file",
            "split it at its --- lines",
            line(documents.next()));
      }
      return first;
    } catch (MarkedYAMLException e) {
      String where = e.getProblemMark() == null ? "" : "line " + (e.getProblemMark().getLine() + 1);
      throw refuse("not YAML: " + oneLine(e.getProblem()), "YAML", "fix the syntax there", where);
    } catch (YAMLException e) {
      throw refuse("not YAML: " + oneLine(e.getMessage()), "YAML", "fix the syntax", "");
    }
  }

  private JsonNode convert(Node node, String path, int depth) {
    if (++values > MAX_VALUES || depth > MAX_DEPTH) {
      throw refuse(
          "too large once its aliases are followed",
          "at most " + MAX_VALUES + " values, " + MAX_DEPTH + " levels deep",
          "write it without aliases",
          line(node));
    }
    where.putIfAbsent(path, line(node));
    if (node instanceof MappingNode mapping) {
      return convertMapping(mapping, path, depth);
    }
    if (node instanceof SequenceNode sequence) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      int index = 0;
      for (Node element : sequence.getValue()) {
        array.add(convert(element, path + "[" + index++ + "]", depth + 1));
      }
      return array;
    }
    var scalar = (ScalarNode) node;
    boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
    return plain
        ? Scalars.plain(scalar.getValue())
        : JsonNodeFactory.instance.textNode(scalar.getValue());
  }

  private ObjectNode convertMapping(MappingNode mapping, String path, int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw refuse(
            "not usable: a field name is not text", "text", "fix the field", line(mapping));
      }
      String child = SourceTree.child(path, key.getValue());
      if (object.has(key.getValue())) {
        throw InvalidExperimentException.of(
            new Violation(child, "written twice", "once", "remove one of them", line(key)));
      }
      where.put(child, line(key));
      object.set(key.getValue(), convert(tuple.getValueNode(), child, depth + 1));
    }
    return object;
  }

  private InvalidExperimentException refuse(
      String value, String allowed, String remedy, String where) {
    return InvalidExperimentException.of(new Violation(name, value, allowed, remedy, where));
  }

  private static String line(Node node) {
    return "line " + (node.getStartMark().getLine() + 1);
  }

  private static String oneLine(String text) {
    return text == null ? "unreadable" : text.strip().replaceAll("\\s+", " ");
  }
}
