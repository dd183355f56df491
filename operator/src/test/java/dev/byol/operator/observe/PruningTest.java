package dev.byol.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.operator.model.ExperimentConfig;
import dev.byol.operator.model.Owner;
import dev.byol.operator.resource.LeanJson;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

/** A decision finds the same in what is kept as in what the API server said. */
class PruningTest {
  private static final String METADATA =
      """
      metadata:
        name: photos-a1
        namespace: vision
        uid: 6c4c9a1e-0000-4000-8000-000000000001
        resourceVersion: "7"
        creationTimestamp: "2026-01-01T00:00:00Z"
        generateName: photos-
        finalizers: [batch.kubernetes.io/job-tracking]
        ownerReferences: [{apiVersion: batch/v1, kind: Job, name: photos-6c4c9a1e-a1, uid: u, controller: true}, {apiVersion: v1, kind: Beside, name: b, uid: v}]
        managedFields: [{manager: kubectl, operation: Apply, fieldsV1: {"f:spec": {}}}]
        labels: {app.kubernetes.io/name: byol, byol.dev/uid: 6c4c9a1e-0000-4000-8000-000000000009, byol.dev/experiment: photos,
          byol.dev/attempt: "1", batch.kubernetes.io/job-completion-index: "1"}
        annotations: {byol.dev/config: photos-config-1, somebody/else: text}
      """;

  private static final Owner OWNER =
      new Owner("vision", "photos", "6c4c9a1e-0000-4000-8000-000000000009");

  private final KubernetesSerialization yaml = LeanJson.serialization();

  @Test
  void ofAJob() {
    String text =
        """
        apiVersion: batch/v1
        kind: Job
        %sspec: {suspend: true, template: {spec: {containers: [{name: trainer, image: i}]}}}
        status: {active: 1, conditions: [{type: Failed, status: "True", reason: BackoffLimitExceeded, message: m}]}
        """
            .formatted(METADATA);
    Job pruned = Pruning.job(yaml.unmarshal(text, Job.class));
    assertThat(JobView.of(OWNER, pruned))
        .isEqualTo(JobView.of(OWNER, yaml.unmarshal(text, Job.class)));
    assertThat(yaml.asJson(pruned)).doesNotContain("template", "somebody", "Beside");
  }

  @Test
  void ofAPod() {
    String text =
        """
        apiVersion: v1
        kind: Pod
        %sspec: {nodeName: node-1, containers: [{name: trainer, image: i}], volumes: [{name: v}]}
        status:
          phase: Running
          podIP: 10.0.0.1
          conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-01-01T00:00:00Z"}]
          containerStatuses:
          - {name: trainer, image: i, imageID: d, ready: false, restartCount: 0,
             state: {terminated: {exitCode: 23, reason: Error, message: words, finishedAt: "2026-01-01T00:01:00Z"}}}
        """
            .formatted(METADATA);
    Pod pruned = Pruning.pod(yaml.unmarshal(text, Pod.class));
    assertThat(Attempts.isWorker(OWNER, pruned)).isTrue();
    assertThat(Pods.worker(pruned)).isEqualTo(Pods.worker(yaml.unmarshal(text, Pod.class)));
    assertThat(yaml.asJson(pruned)).doesNotContain("volumes", "podIP", "imageID");
  }

  @Test
  void ofAConfigMap() {
    String text =
        """
        apiVersion: v1
        kind: ConfigMap
        %sdata: {experiment.yaml: all of it, accepted.json: '{"apiVersion": "byol.dev/v1alpha1", "kind": "ByolExperiment"}'}
        """
            .formatted(METADATA);
    ConfigMap pruned = Pruning.config(yaml.unmarshal(text, ConfigMap.class));
    assertThat(ExperimentConfig.accepted(pruned)).isPresent();
    assertThat(pruned.getData()).containsOnlyKeys(ExperimentConfig.ACCEPTED_KEY);
  }
}
