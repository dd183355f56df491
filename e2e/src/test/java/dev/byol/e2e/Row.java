package dev.byol.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One experiment in a namespace of its own, and what a test does with it.
 *
 * @param digits the experiment
 */
record Row(Digits digits) {
  /** Of the namespaces, for cleaning up. */
  static final String LABEL = "byol.dev/e2e=row";

  private static final Duration LONGEST = Duration.ofMinutes(4);

  /** Makes the namespace, and applies nothing yet. */
  static Row in(Digits digits) {
    var row = new Row(digits);
    Cluster.freshNamespace(row.namespace());
    // Only now: workers of an earlier try save once more when they are stopped.
    Cluster.removeRuns(digits.name());
    Cluster.kubectl("label", "namespace", row.namespace(), LABEL);
    return row;
  }

  /** Makes the namespace and applies the experiment. */
  static Row start(Digits digits) {
    Row row = in(digits);
    row.apply();
    return row;
  }

  String namespace() {
    return "byol-" + digits.name();
  }

  void apply() {
    Cluster.apply(namespace(), digits.yaml());
  }

  /** kubectl in the namespace; it has to succeed. */
  String kubectl(String... arguments) {
    return Cluster.kubectl(
        Stream.concat(Stream.of("-n", namespace()), Stream.of(arguments)).toArray(String[]::new));
  }

  JsonNode status() {
    return Cluster.get(namespace(), "byol", digits.name()).path("status");
  }

  String describe() {
    return kubectl("describe", "byol", digits.name());
  }

  JsonNode awaitStep(long step) {
    return Cluster.awaitStep(namespace(), digits.name(), step, LONGEST);
  }

  /** Waits for some steps more than there are. */
  JsonNode awaitSteps(long more) {
    return awaitStep(status().at("/progress/step").asLong() + more);
  }

  JsonNode awaitPhase(String phase) {
    return Cluster.awaitPhase(namespace(), digits.name(), phase, LONGEST);
  }

  /** Waits until people are told of this. */
  JsonNode awaitMessage(String part) {
    return await("message about " + part, status -> status.path("message").asText().contains(part));
  }

  /** Waits until an attempt trains. */
  JsonNode awaitAttempt(long number) {
    return await(
        "training attempt " + number,
        status ->
            status.at("/attempt/number").asLong() >= number && Cluster.isAt(status, "Running"));
  }

  JsonNode await(String what, Predicate<JsonNode> wanted) {
    return Cluster.await(namespace(), digits.name(), LONGEST, what, wanted);
  }

  /** Edits the spec, as a user would; it has to be accepted. */
  void edit(String spec) {
    Command.Result result = tryToEdit(spec);
    if (result.status() != 0) {
      throw new AssertionError("kubectl patch: " + result.err());
    }
  }

  /** Edits the spec, which may be refused. */
  Command.Result tryToEdit(String spec) {
    return Cluster.attempt(
        "-n",
        namespace(),
        "patch",
        "byol",
        digits.name(),
        "--type=merge",
        "--patch={\"spec\": " + spec + "}");
  }

  List<JsonNode> pods() {
    return Cluster.list(namespace(), "pods", "byol.dev/experiment=" + digits.name());
  }

  /** UIDs of the living pods: the same pods have the same. */
  List<String> podIdentities() {
    return pods().stream()
        .filter(Row::isRunning)
        .map(pod -> pod.at("/metadata/uid").asText())
        .sorted()
        .toList();
  }

  /** Name of the living pod of a rank. */
  String pod(int rank) {
    return live(rank).at("/metadata/name").asText();
  }

  /** Node of the living pod of a rank. */
  String node(int rank) {
    return live(rank).at("/spec/nodeName").asText();
  }

  private JsonNode live(int rank) {
    return Cluster.list(namespace(), "pods", "batch.kubernetes.io/job-completion-index=" + rank)
        .stream()
        .filter(Row::isRunning)
        .findFirst()
        .orElseThrow(() -> new AssertionError(namespace() + ": no pod of rank " + rank + " runs"));
  }

  private static boolean isRunning(JsonNode pod) {
    return pod.at("/status/phase").asText().equals("Running")
        && pod.at("/metadata/deletionTimestamp").isMissingNode();
  }

  /** What a drain does with one pod. */
  void evict(String pod) {
    String eviction =
        """
        {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "%s", "namespace": "%s"}}
        """
            .formatted(pod, namespace());
    Command.Result result =
        Command.attempt(
            eviction,
            Duration.ofMinutes(1),
            "kubectl",
            "create",
            "--raw",
            "/api/v1/namespaces/" + namespace() + "/pods/" + pod + "/eviction",
            "-f",
            "-");
    if (result.status() != 0) {
      throw new AssertionError("eviction of " + pod + ": " + result.err());
    }
  }

  /** A claim on a folder that is the same on all nodes. */
  void claim(String name, Path folder) {
    claim(name, folder, "");
  }

  /** A claim on a folder of which a kubelet checks the type, as {@code Directory}. */
  void claim(String name, Path folder, String type) {
    Cluster.claim(namespace(), name, folder, type);
  }
}
