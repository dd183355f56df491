package dev.byol.api.resolved;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where and how often the state is saved; whichever interval is due first.
 *
 * @param uri directory or object store address, as the user wrote it
 * @param everySteps steps between two checkpoints
 * @param every time between two checkpoints
 * @param keepLast newest checkpoints kept, at least 1
 * @param keepEverySteps checkpoints of multiples of this are kept for good
 */
public record CheckpointSettings(
    String uri,
    OptionalLong everySteps,
    Optional<Duration> every,
    int keepLast,
    OptionalLong keepEverySteps) {}
