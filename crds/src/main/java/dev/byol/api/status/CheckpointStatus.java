package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** The newest complete checkpoint that is known of. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckpointStatus(
    @JsonPropertyDescription("Steps done in it.") Long step,
    @JsonPropertyDescription("Where it lies.") String uri,
    @JsonPropertyDescription("When it was complete.") Instant time,
    @JsonPropertyDescription("Its size in bytes.") Long bytes) {
  /** Fits texts and times to the schema. */
  public CheckpointStatus {
    uri = StatusText.fit(uri);
    time = StatusTime.fit(time);
  }

  CheckpointStatus bare() {
    return new CheckpointStatus(step, null, time, bytes);
  }
}
