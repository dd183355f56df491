package dev.byol.api.spec.workers;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Copies;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;
import java.util.Map;

/** Queueing and scheduling all workers together; for clusters. */
public record SchedulingSpec(
    @JsonPropertyDescription(
            "Whose PodGroup schedules all workers or none: None, Volcano or Coscheduling; a Kueue queue does it by itself. Default None.")
        Gang gang,
    @JsonPropertyDescription(
            "Kueue LocalQueue that admits the attempts, or Volcano queue with gang Volcano. Unset: none.")
        @Text(TextForm.QUEUE)
        String queue,
    @JsonPropertyDescription(
            "Scheduler of the worker pods. Unset: volcano with gang Volcano, else the cluster's default.")
        @Text(TextForm.OBJECT_NAME)
        String scheduler,
    @JsonPropertyDescription(
            "Labels of each attempt's Job, for queues and cost reports, for instance kueue.x-k8s.io/priority-class. Unset: the operator's alone.")
        @Text(value = TextForm.LABEL_VALUE, keys = TextForm.QUALIFIED_NAME)
        Map<String, String> jobLabels,
    @JsonPropertyDescription(
            "Annotations of each attempt's Job, for queues and cost reports. Unset: the operator's alone.")
        @Text(value = TextForm.LONG, keys = TextForm.QUALIFIED_NAME)
        Map<String, String> jobAnnotations) {
  public SchedulingSpec {
    jobLabels = Copies.of(jobLabels);
    jobAnnotations = Copies.of(jobAnnotations);
  }
}
