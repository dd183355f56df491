package dev.byol.operator.observe;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of an experiment's heartbeats beyond what its Lease says now, by this operator's
 * clock.
 *
 * @param heardAt when rank 0 was last heard; empty if not since this operator began
 * @param movedAt when a step, or a part of an evaluation, was last heard to be done, or a wait for
 *     the storage to have begun or ended; empty if not since this operator began
 * @param figuresDue from when on figures that have moved are reason enough to write the status
 */
public record HeartbeatHistory(
    Optional<Instant> heardAt, Optional<Instant> movedAt, Instant figuresDue) {}
