package dev.byol.api.spec.workers;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who sees to it that all workers of an attempt are scheduled or none. */
public enum Gang {
  /** Nobody, unless a Kueue queue is named. */
  @JsonProperty("None")
  NONE,

  /** Volcano, by a PodGroup of scheduling.volcano.sh. */
  @JsonProperty("Volcano")
  VOLCANO,

  /** The coscheduling plugin, by a PodGroup of scheduling.x-k8s.io. */
  @JsonProperty("Coscheduling")
  COSCHEDULING
}
