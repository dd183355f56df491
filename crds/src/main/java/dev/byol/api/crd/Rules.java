package dev.byol.api.crd;

import dev.byol.api.spec.Metadata;
import dev.byol.api.spec.PinnedField;
import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.status.StatusText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the API server checks beyond types and ranges, so that a mistake is refused while the user
 * looks; the same is checked again when the experiment is used.
 */
final class Rules {
  private static final String ACCEPTED = "self.spec.checkpoint.acceptChanges";

  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "", List.of("spec"),
          "spec", List.of("data"),
          "spec.data", List.of("uri"),
          "spec.workers.env[]", List.of("name"),
          "spec.workers.volumes[]", List.of("name", "mountPath"),
          "spec.workers.resourceClaims[]", List.of("name"),
          "status.conditions[]", List.of("type", "status"),
          "status.attempts[]", List.of("number"));

  private static final Map<String, String> PATTERNS =
      Map.of(
          "status.conditions[].status",
          "^(True|False|Unknown)$",
          "status.conditions[].reason",
          StatusText.REASON);

  /** Only what kubectl scale needs: a preset fills unset fields, so they must stay unset. */
  private static final Map<String, Object> DEFAULTS =
      Map.of("spec.workers", Map.of(), "spec.workers.replicas", 1);

  private static final Map<String, List<Rule>> RULES =
      Map.of(
          "",
          withPins(
              new Rule(
                  "self.metadata.name.matches('^" + Metadata.NAME + "$')",
                  "metadata.name must be " + Metadata.NAME_IN_WORDS)),
          "spec",
          List.of(
              new Rule(
                  "has(self.preset) || (has(self.training) && has(self.training.globalBatch)"
                      + " && (has(self.training.maxSteps) || has(self.training.maxEpochs)))",
                  "set spec.training.globalBatch and one of maxSteps and maxEpochs, or name a preset in spec.preset"),
              new Rule(
                  "!has(self.training) || !has(self.training.globalBatch) || !has(self.workers)"
                      + " || !has(self.workers.replicas) || self.training.globalBatch >= self.workers.replicas",
                  "spec.training.globalBatch must be at least spec.workers.replicas")),
          "spec.training",
          List.of(
              notBoth("maxSteps", "maxEpochs", "spec.training"),
              new Rule(
                  "!has(self.scheduleSteps) || !has(self.maxSteps) || self.scheduleSteps >= self.maxSteps",
                  "spec.training.scheduleSteps must be at least maxSteps: the learning rate is 0 after the schedule")),
          "spec.learningRate",
          List.of(notBoth("warmupSteps", "warmupEpochs", "spec.learningRate")),
          "spec.evaluation",
          List.of(notBoth("everySteps", "everyEpochs", "spec.evaluation")),
          "spec.workers.env[]",
          List.of(
              oneOf("value", "secretName", "a variable"),
              new Rule(
                  "!self.name.startsWith('BYOL_') || self.name == 'BYOL_JAVA_OPTS'",
                  "variables that start with BYOL_ are the operator's, except BYOL_JAVA_OPTS")),
          "spec.workers.volumes[]",
          List.of(oneOf("claimName", "hostPath", "a volume")),
          "spec.workers.resourceClaims[]",
          List.of(oneOf("resourceClaimName", "resourceClaimTemplateName", "a claim")));

  private Rules() {}

  /**
   * A rule in the Common Expression Language.
   *
   * @param expression true for what is allowed; {@code self} is the value at the rule's path
   * @param message what the user reads otherwise
   */
  record Rule(String expression, String message) {}

  static List<String> required(String path) {
    return REQUIRED.getOrDefault(path, List.of());
  }

  static Optional<String> pattern(String path) {
    return Optional.ofNullable(PATTERNS.get(path));
  }

  static Optional<Object> defaultOf(String path) {
    return Optional.ofNullable(DEFAULTS.get(path));
  }

  static List<Rule> at(String path) {
    return RULES.getOrDefault(path, List.of());
  }

  /** Every path that something is said about. */
  static Set<String> paths() {
    Set<String> paths = new TreeSet<>(RULES.keySet());
    paths.addAll(REQUIRED.keySet());
    paths.addAll(PATTERNS.keySet());
    paths.addAll(DEFAULTS.keySet());
    return paths;
  }

  /** The rule of a range that says why. */
  static Rule within(String path, Range range) {
    return new Rule(
        "self >= %s && self <= %s".formatted((long) range.min(), (long) range.max()),
        "%s must be at least %d and at most %d, for %s; %s"
            .formatted(
                path, (long) range.min(), (long) range.max(), range.because(), range.instead()));
  }

  private static List<Rule> withPins(Rule first) {
    List<Rule> rules = new ArrayList<>(List.of(first));
    Arrays.stream(PinnedField.values()).map(Rules::pinned).forEach(rules::add);
    return List.copyOf(rules);
  }

  /** Before there is a checkpoint there is nothing that a change could contradict. */
  private static Rule pinned(PinnedField field) {
    String now = "self.spec." + field.path();
    String before = "oldSelf.spec." + field.path();
    Optional<String> word = field.acceptable().map(SpecField::word);
    String accepted =
        word.map(w -> " || (%s && '%s' in %s)".formatted(present(ACCEPTED), w, ACCEPTED))
            .orElse("");
    return new Rule(
        "!has(oldSelf.status) || !has(oldSelf.status.checkpoint) || ("
            + String.join(
                " && ",
                "(%s) == (%s)".formatted(present(now), present(before)),
                "(!(%s) || %s == %s)".formatted(present(now), now, before))
            + ")"
            + accepted,
        "spec."
            + field.path()
            + " cannot change once there is a checkpoint, since "
            + field.reason()
            + "; create another experiment for it"
            + word.map(w -> ", or accept it: spec.checkpoint.acceptChanges: [" + w + "]")
                .orElse(""));
  }

  /** Presence of a field whose section may be missing. */
  private static String present(String field) {
    int section = field.lastIndexOf('.');
    String parent = field.substring(0, section);
    return parent.endsWith(".spec")
        ? "has(" + field + ")"
        : "has(" + parent + ") && has(" + field + ")";
  }

  private static Rule notBoth(String a, String b, String section) {
    return new Rule(
        "!has(self." + a + ") || !has(self." + b + ")",
        "set only one of " + a + " and " + b + " in " + section);
  }

  private static Rule oneOf(String a, String b, String what) {
    return new Rule(
        "has(self." + a + ") != has(self." + b + ")",
        what + " needs exactly one of " + a + " and " + b);
  }
}
