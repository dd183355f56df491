package dev.byol.operator.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.SpecTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A field in which an experiment differs from the one that an attempt was made from.
 *
 * @param path the field, such as {@code spec.training.maxSteps}
 * @param from its value then, {@code unset} if it had none
 * @param to its value now
 * @param effect what it takes for the new value to hold
 */
public record Edit(String path, String from, String to, Effect effect) {
  /** What it takes for a new value to hold. */
  public enum Effect {
    /** Nothing: only the operator reads it, at each pass. */
    OPERATOR,
    /** The workers are told, and train on. */
    LIVE,
    /** The next attempt will have it; it is not worth ending this one. */
    NEXT_ATTEMPT,
    /** A new attempt from a new checkpoint. */
    ROLLOVER
  }

  private static final List<String> OPERATOR =
      List.of("spec.suspend", "spec.preset", "spec.lifecycle.", "spec.faultTolerance.");
  private static final List<String> LIVE =
      List.of("spec.training.maxSteps", "spec.training.scheduleSteps");
  private static final List<String> NEXT_ATTEMPT =
      List.of(
          "spec.workers.imagePullPolicy",
          "spec.workers.terminationGracePeriodSeconds",
          "spec.scheduling.jobLabels.",
          "spec.scheduling.jobAnnotations.");

  /** Any change of it asks for a new attempt. */
  static final String NONCE = "spec.lifecycle.restartNonce";

  /**
   * All differences, with presets and defaults laid under both: a default that another version of
   * the operator has is no edit.
   */
  public static List<Edit> between(ByolExperiment before, ByolExperiment now) {
    if (before.spec().equals(now.spec())) {
      return List.of();
    }
    var edits = new ArrayList<Edit>();
    compare(
        "spec",
        SpecTree.of(Defaults.fill(before).spec()),
        SpecTree.of(Defaults.fill(now).spec()),
        edits);
    return List.copyOf(edits);
  }

  /** For people: the fields and their values, before and now. */
  static String describe(List<Edit> edits) {
    return edits.stream()
        .map(edit -> edit.path() + " from " + edit.from() + " to " + edit.to())
        .collect(Collectors.joining(", "));
  }

  private static void compare(String path, JsonNode before, JsonNode now, List<Edit> edits) {
    if (before instanceof ObjectNode || now instanceof ObjectNode) {
      var names = new TreeSet<String>();
      if (before != null) {
        before.fieldNames().forEachRemaining(names::add);
      }
      if (now != null) {
        now.fieldNames().forEachRemaining(names::add);
      }
      for (String name : names) {
        compare(path + "." + name, child(before, name), child(now, name), edits);
      }
    } else if (isListOfObjects(before) || isListOfObjects(now)) {
      Map<String, JsonNode> elementsBefore = elements(before);
      Map<String, JsonNode> elementsNow = elements(now);
      var names = new TreeSet<>(elementsBefore.keySet());
      names.addAll(elementsNow.keySet());
      for (String name : names) {
        compare(path + "[" + name + "]", elementsBefore.get(name), elementsNow.get(name), edits);
      }
    } else if (before == null ? now != null : !before.equals(now)) {
      edits.add(new Edit(path, text(before), text(now), effect(path)));
    }
  }

  private static boolean isListOfObjects(JsonNode node) {
    return node instanceof ArrayNode list && list.size() > 0 && list.get(0).isObject();
  }

  /** By name where they have names of their own, else by position. */
  private static Map<String, JsonNode> elements(JsonNode list) {
    Map<String, JsonNode> byName = new LinkedHashMap<>();
    Map<String, JsonNode> byPosition = new LinkedHashMap<>();
    if (list != null) {
      list.forEach(element -> byName.put(element.path("name").asText(), element));
      list.forEach(element -> byPosition.put(Integer.toString(byPosition.size()), element));
    }
    boolean named = byName.size() == byPosition.size() && !byName.containsKey("");
    return named ? byName : byPosition;
  }

  private static Effect effect(String path) {
    if (path.equals(NONCE)) {
      return Effect.ROLLOVER;
    }
    if (OPERATOR.stream().anyMatch(path::startsWith)) {
      return Effect.OPERATOR;
    }
    if (LIVE.contains(path)) {
      return Effect.LIVE;
    }
    return NEXT_ATTEMPT.stream().anyMatch(path::startsWith) ? Effect.NEXT_ATTEMPT : Effect.ROLLOVER;
  }

  private static JsonNode child(JsonNode node, String name) {
    return node instanceof ObjectNode object ? object.get(name) : null;
  }

  private static String text(JsonNode value) {
    if (value == null || value.isNull()) {
      return "unset";
    }
    return value instanceof ArrayNode list
        ? StreamSupport.stream(list.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(", "))
        : value.asText();
  }
}
