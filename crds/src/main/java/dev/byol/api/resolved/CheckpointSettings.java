package dev.byol.api.resolved;

import dev.byol.api.spec.storage.AcceptableChange;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where and how often the state is saved; whichever interval is due first.
 *
 * @param uri directory or object store address, as the user wrote it
 * @param everySteps steps between two checkpoints
 * @param every time between two checkpoints
 * @param keepLast newest checkpoints kept, at least 1
 * @param keepEverySteps checkpoints of multiples of this are kept for good
 * @param acceptChanges changes against the checkpoint with which a run goes on
 */
public record CheckpointSettings(
    String uri,
    OptionalLong everySteps,
    Optional<Duration> every,
    int keepLast,
    OptionalLong keepEverySteps,
    Set<AcceptableChange> acceptChanges) {
  /** Copies the set. */
  public CheckpointSettings {
    acceptChanges = Set.copyOf(acceptChanges);
  }
}
