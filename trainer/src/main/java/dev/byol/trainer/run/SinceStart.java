package dev.byol.trainer.run;

import dev.byol.trainer.run.WorkerEnvironment.Parent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long ago the user gave the command, or the pod began. */
final class SinceStart {
  private SinceStart() {}

  /**
   * Time since the start of this process, or of the launcher that started it; the launcher's
   * process began as the script {@code byol}. Empty where the system does not tell.
   */
  static Optional<Duration> of(Parent parent, Clock clock) {
    ProcessHandle self = ProcessHandle.current();
    Optional<ProcessHandle> first = parent == Parent.LAUNCHER ? self.parent() : Optional.of(self);
    Optional<Instant> began = first.flatMap(process -> process.info().startInstant());
    return began.map(instant -> Duration.between(instant, clock.instant()));
  }
}
