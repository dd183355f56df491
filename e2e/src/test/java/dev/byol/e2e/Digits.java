package dev.byol.e2e;

/**
 * A small experiment on handwritten digits: a second or so for ten steps.
 *
 * @param name of the experiment
 * @param steps of the run
 * @param replicas workers
 * @param data folder of the pictures in the worker
 * @param more further fields of the spec, as YAML of the spec's indentation
 */
record Digits(String name, int steps, int replicas, String data, String more) {
  /** One that has nothing wrong. */
  static Digits of(String name, int steps, int replicas) {
    return new Digits(name, steps, replicas, "/shared/digits", "");
  }

  /** With other fields of the spec besides. */
  Digits with(String yaml) {
    return new Digits(name, steps, replicas, data, more + yaml.indent(2));
  }

  /** With the pictures elsewhere. */
  Digits from(String folder) {
    return new Digits(name, steps, replicas, folder, more);
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
          checkpoint: {uri: /shared/runs/%1$s, everySteps: 20}
          workers:
            replicas: %3$d
            terminationGracePeriodSeconds: 20
            resources:
              requests: {cpu: 50m, memory: 512Mi}
              limits: {cpu: "1", memory: 1500Mi}
            volumes: [{name: shared, mountPath: /shared, hostPath: %5$s}]
        %6$s"""
        .formatted(name, steps, replicas, data, Cluster.SHARED, more);
  }
}
