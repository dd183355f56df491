package dev.byol.api.spec.storage;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Copies;
import dev.byol.api.spec.field.Keyed;
import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;
import java.util.List;

/** Where and how often the state is saved; with both intervals set, whichever is due first. */
public record CheckpointSpec(
    @JsonPropertyDescription(
            "Directory or object store address; relative paths start at the current directory. Unset: runs/NAME.")
        @Text(TextForm.LINE)
        String uri,
    @JsonPropertyDescription("Steps between two checkpoints. Unset: by time only.")
        @Range(min = 1, max = 1e12)
        Long everySteps,
    @JsonPropertyDescription(
            "Seconds between two checkpoints. Default 300, unless everySteps is set.")
        @Range(min = 1, max = 31536000)
        Integer everySeconds,
    @JsonPropertyDescription("Newest checkpoints kept; older ones are deleted. Default 3.")
        @Range(min = 1, max = 100000)
        Integer keepLast,
    @JsonPropertyDescription(
            "Checkpoints of every multiple of so many steps are kept for good. Unset: none is.")
        @Range(min = 1, max = 1e12)
        Long keepEverySteps,
    @JsonPropertyDescription(
            "Changes against the checkpoint with which a run goes on all the same: Seed, Precision, Network, GlobalBatch, Data. Unset: none, the run is refused.")
        @Keyed
        List<AcceptableChange> acceptChanges) {
  /** Copies the list. */
  public CheckpointSpec {
    acceptChanges = Copies.of(acceptChanges);
  }
}
