package dev.byol.trainer.run;

import dev.byol.api.channel.WorkerVariables;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker that was asked to stop may take for it. In a pod it is killed after its grace, and
 * what it had to say is lost; so it gives up before, whatever it waits for.
 *
 * @param grace from the request to the kill; empty where nobody kills it
 */
record StopGrace(Optional<Duration> grace) {
  private static final Duration LONGEST_SAVE = Duration.ofMinutes(10);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** For closing what is open, and the last words. */
  private static final Duration RESERVE = Duration.ofSeconds(15);

  /** As the operator says by {@link WorkerVariables#GRACE_SECONDS}. */
  static StopGrace of(Map<String, String> environment) {
    String text = environment.get(WorkerVariables.GRACE_SECONDS);
    if (text == null || text.isBlank()) {
      return new StopGrace(Optional.empty());
    }
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new WrongEnvironmentException(
          WorkerVariables.GRACE_SECONDS, text, "a whole number of seconds, at least 1");
    }
    return new StopGrace(Optional.of(Duration.ofSeconds(Long.parseLong(text))));
  }

  /**
   * For the last checkpoint to be in the store.
   *
   * @param used of the grace, by the step in hand
   * @return at least 0
   */
  Duration forSaving(Duration used) {
    return grace
        .map(whole -> longer(whole.minus(used), Duration.ZERO))
        .map(left -> longer(left.minus(RESERVE), left.dividedBy(2)))
        .filter(bound -> bound.compareTo(LONGEST_SAVE) < 0)
        .orElse(LONGEST_SAVE);
  }

  /** For pictures of the step in hand, which the other workers may have begun already. */
  Duration forPictures() {
    return grace
        .map(whole -> whole.dividedBy(4))
        .filter(bound -> bound.compareTo(LONGEST_WAIT) < 0)
        .orElse(LONGEST_WAIT);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
