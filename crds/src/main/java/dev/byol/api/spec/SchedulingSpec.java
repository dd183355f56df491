package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Queueing and scheduling all workers together; for clusters. */
public record SchedulingSpec(
    @JsonPropertyDescription(
            "Whose PodGroup schedules all workers or none: None, Volcano or Coscheduling; a Kueue queue does it by itself. Default None.")
        Gang gang,
    @JsonPropertyDescription(
            "Kueue LocalQueue that admits the attempts, or Volcano queue with gang Volcano. Unset: none.")
        String queue,
    @JsonPropertyDescription(
            "Scheduler of the worker pods. Unset: volcano with gang Volcano, else the cluster's default.")
        String scheduler) {}
