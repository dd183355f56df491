package dev.byol.e2e;

/**
 * A small experiment on handwritten digits: a second or so for ten steps.
 *
 * @param name of the experiment
 * @param steps of the run
 * @param replicas workers
 * @param data folder of the pictures in the worker
 * @param checkpoint as a YAML flow mapping
 * @param limits of a worker's resources, as a YAML flow mapping
 * @param volume what is mounted at {@code /shared}, as fields of a volume in YAML
 * @param worker further fields of {@code spec.workers}, as YAML
 * @param more further fields of the spec, as YAML
 */
record Digits(
    String name,
    int steps,
    int replicas,
    String data,
    String checkpoint,
    String limits,
    String volume,
    String worker,
    String more) {
  /** More steps than any test waits for. */
  static final int FOREVER = 1_000_000;

  /** One that has nothing wrong. */
  static Digits of(String name, int steps, int replicas) {
    return new Digits(
        name,
        steps,
        replicas,
        "/shared/digits",
        "{uri: /shared/runs/%s, everySteps: 20}".formatted(name),
        "{cpu: \"1\", memory: 1500Mi}",
        "hostPath: " + Cluster.SHARED,
        "",
        "");
  }

  /** With other fields of the spec besides. */
  Digits with(String yaml) {
    return new Digits(
        name, steps, replicas, data, checkpoint, limits, volume, worker, more + yaml.indent(2));
  }

  /** With other fields of the workers besides. */
  Digits withWorker(String yaml) {
    return new Digits(
        name, steps, replicas, data, checkpoint, limits, volume, worker + yaml.indent(4), more);
  }

  /** With the pictures elsewhere. */
  Digits from(String folder) {
    return new Digits(name, steps, replicas, folder, checkpoint, limits, volume, worker, more);
  }

  /** With checkpoints elsewhere, or at other times. */
  Digits checkpointing(String mapping) {
    return new Digits(name, steps, replicas, data, mapping, limits, volume, worker, more);
  }

  /** With other bounds of a worker. */
  Digits limitedTo(String cpu, String memory) {
    String bounds = "{cpu: \"%s\", memory: %s}".formatted(cpu, memory);
    return new Digits(name, steps, replicas, data, checkpoint, bounds, volume, worker, more);
  }

  /** With the shared folder from a claim. */
  Digits onClaim(String claim) {
    return new Digits(
        name, steps, replicas, data, checkpoint, limits, "claimName: " + claim, worker, more);
  }

  /** For {@code kubectl apply}. */
  String yaml() {
    return """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata:
          name: %1$s
        spec:
          training: {globalBatch: 12, maxSteps: %2$d}
          network: {encoder: TinyResNet, projectorHidden: 32, projectorOutput: 16, predictorHidden: 32}
          learningRate: {base: 1.0, warmupSteps: 5}
          augmentation: {imageSize: 32}
          data: {uri: "%4$s/digits-train-{000000..000001}.tar"}
          checkpoint: %9$s
        %8$s  workers:
            replicas: %3$d
            terminationGracePeriodSeconds: 20
            resources:
              requests: {cpu: 50m, memory: 64Mi}
              limits: %5$s
            volumes: [{name: shared, mountPath: /shared, %6$s}]
        %7$s"""
        .formatted(name, steps, replicas, data, limits, volume, worker, more, checkpoint);
  }
}
