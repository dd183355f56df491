package dev.byol.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The cluster of {@code KUBECONFIG}, by kubectl. */
final class Cluster {
  /**
   * A folder that is the same on every node and on this machine: pictures and checkpoints lie in
   * it.
   */
  static final Path SHARED = Path.of(System.getProperty("byol.e2e.shared", "/var/lib/byol"));

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(500);

  /** Who workers run as. */
  static final String WORKER_USER = "65532:65532";

  private Cluster() {}

  /** The output of kubectl, which has to succeed. */
  static String kubectl(String... arguments) {
    return Command.run(with("kubectl", arguments));
  }

  /** What kubectl says to something that may fail. */
  static Command.Result attempt(String... arguments) {
    return Command.attempt("", Duration.ofMinutes(2), with("kubectl", arguments));
  }

  /** Applies a document; it has to be accepted. */
  static void apply(String namespace, String yaml) {
    Command.Result result =
        Command.attempt(
            yaml, Duration.ofMinutes(1), "kubectl", "-n", namespace, "apply", "-f", "-");
    if (result.status() != 0) {
      throw new AssertionError("kubectl apply: " + result.err() + "\n" + yaml);
    }
  }

  /** A namespace with nothing in it. */
  static void freshNamespace(String name) {
    attempt("delete", "namespace", name, "--ignore-not-found", "--timeout=90s");
    kubectl("create", "namespace", name);
  }

  /** Removes the namespaces and volumes of a label, and waits for none of them. */
  static void removeNamespaces(String label) {
    attempt("delete", "namespaces,persistentvolumes", "-l", label, "--wait=false");
  }

  /** Lays the example pictures into the shared folder, and makes it the workers'. */
  static void sharePictures() {
    try {
      Files.createDirectories(SHARED.resolve("runs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Command.run("cp", "-r", "examples/data/photos", "examples/data/digits", SHARED.toString());
    Command.run("chown", "-R", WORKER_USER, SHARED.toString());
  }

  /** Forgets what earlier runs left. */
  static void removeRuns(String... names) {
    for (String name : names) {
      Command.run("rm", "-rf", SHARED.resolve("runs").resolve(name).toString());
    }
  }

  /** A claim on a folder that is the same on all nodes. */
  static void claim(String namespace, String name, Path folder) {
    claim(namespace, name, folder, "");
  }

  /** A claim on a folder of which a kubelet checks the type, unless that is empty. */
  static void claim(String namespace, String name, Path folder, String type) {
    String volume = namespace + "-" + name;
    // One of an earlier run is bound to a claim that is gone.
    attempt("delete", "persistentvolume", volume, "--ignore-not-found", "--timeout=60s");
    apply(
        namespace,
        """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: %1$s, labels: {byol.dev/e2e: row}}
        spec:
          capacity: {storage: 1Gi}
          accessModes: [ReadWriteMany]
          persistentVolumeReclaimPolicy: Retain
          storageClassName: ""
          claimRef: {namespace: %2$s, name: %3$s}
          hostPath: {path: %4$s, type: "%5$s"}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %3$s}
        spec:
          accessModes: [ReadWriteMany]
          storageClassName: ""
          volumeName: %1$s
          resources: {requests: {storage: 1Gi}}
        """
            .formatted(volume, namespace, name, folder, type));
  }

  /** An object. */
  static JsonNode get(String namespace, String kind, String name) {
    return json(kubectl("-n", namespace, "get", kind, name, "-o", "json"));
  }

  /** Objects with a label. */
  static List<JsonNode> list(String namespace, String kind, String selector) {
    List<JsonNode> items = new ArrayList<>();
    json(kubectl("-n", namespace, "get", kind, "-l", selector, "-o", "json"))
        .path("items")
        .forEach(items::add);
    return items;
  }

  /** Waits for an experiment's status to be as wanted. */
  static JsonNode await(
      String namespace, String name, Duration longest, String what, Predicate<JsonNode> wanted) {
    long deadline = System.nanoTime() + longest.toNanos();
    JsonNode status = null;
    while (System.nanoTime() < deadline) {
      Command.Result result = attempt("-n", namespace, "get", "byol", name, "-o", "json");
      // The API server may be away: that is one of the tests.
      if (result.status() == 0) {
        status = json(result.out()).path("status");
        if (wanted.test(status)) {
          return status;
        }
      }
      sleep(POLL);
    }
    throw new AssertionError(
        "%s/%s: no %s within %d s; its status: %s"
            .formatted(namespace, name, what, longest.toSeconds(), status));
  }

  /** Waits for something. */
  static void await(String what, Duration longest, BooleanSupplier holds) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no " + what + " within " + longest.toSeconds() + " s");
      }
      sleep(POLL);
    }
  }

  /** Waits until a node is ready again. */
  static void awaitNode(String name) {
    kubectl("wait", "--for=condition=Ready", "node/" + name, "--timeout=110s");
  }

  /** Until no pod of that selector is left: a pod may outlive its container for a moment. */
  static void awaitNoPods(String namespace, String selector, Duration longest) {
    await(
        "end of all pods of " + selector,
        longest,
        () -> list(namespace, "pods", selector).isEmpty());
  }

  /** Waits for a phase; one that is final and another ends the wait at once. */
  static JsonNode awaitPhase(String namespace, String name, String phase, Duration longest) {
    JsonNode status =
        await(
            namespace,
            name,
            longest,
            "phase " + phase,
            seen -> isAt(seen, phase) || (isAt(seen, "Failed") && !phase.equals("Failed")));
    if (!isAt(status, phase)) {
      throw new AssertionError(name + " is not " + phase + ": " + status);
    }
    return status;
  }

  /** Waits for at least this many steps. */
  static JsonNode awaitStep(String namespace, String name, long step, Duration longest) {
    return await(
        namespace,
        name,
        longest,
        "step " + step,
        status -> status.at("/progress/step").asLong() >= step);
  }

  /** Whether a status has a phase. */
  static boolean isAt(JsonNode status, String phase) {
    return status.path("phase").asText().equals(phase);
  }

  static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] with(String program, String... arguments) {
    return Stream.concat(Stream.of(program), Stream.of(arguments)).toArray(String[]::new);
  }
}
