package dev.byol.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeanJsonTest {
  private static final String EXPERIMENT =
      """
      {"apiVersion": "byol.dev/v1alpha1", "kind": "ByolExperiment",
       "metadata": {"name": "photos", "namespace": "vision", "labels": {"team": "vision"},
         "managedFields": [{"manager": "kubectl", "operation": "Apply", "fieldsV1": {"f:spec": {}}}]},
       "spec": {"data": {"uri": "s3://pictures/train.tar"}, "training": {"maxSteps": 300}},
       "status": {"phase": "Running", "message": "Training."}}
      """;

  private final ExperimentResource read =
      LeanJson.serialization().unmarshal(EXPERIMENT, ExperimentResource.class);

  @Test
  void whoWroteWhichFieldIsPassedOver() {
    assertThat(read.getMetadata().getManagedFields()).isEmpty();
    assertThat(read.getMetadata().getName()).isEqualTo("photos");
    assertThat(read.getSpec().training().maxSteps()).isEqualTo(300);
    assertThat(read.getStatus().message()).isEqualTo("Training.");
  }

  @Test
  void equalTextsOfTwoObjectsAreOne() {
    ExperimentResource other =
        LeanJson.serialization().unmarshal(EXPERIMENT, ExperimentResource.class);
    assertThat(other.getMetadata().getNamespace()).isSameAs(read.getMetadata().getNamespace());
    assertThat(other.getMetadata().getLabels().get("team"))
        .isSameAs(read.getMetadata().getNamespace());
    assertThat(other.getStatus().message()).isSameAs(read.getStatus().message());
  }
}
