package dev.byol.operator.observe;

import dev.byol.operator.refusal.Refusal;
import dev.byol.operator.refusal.Refusal.Kind;
import dev.byol.operator.refusal.Refusals;
import dev.byol.operator.refusal.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read of events last. They only explain: one that cannot be read is told in the log, and
 * what was known before holds until it is tried again; nothing of a pass waits for it.
 */
final class EventCache {
  private static final Logger LOG = LoggerFactory.getLogger(EventCache.class);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(10);
  private static final Duration KEPT = Duration.ofSeconds(60);

  private final Clock clock;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private record Answer(Optional<String> words, Instant until) {}

  EventCache(Clock clock) {
    this.clock = clock;
  }

  /**
   * The answer to a question; without the right to ask, it is empty.
   *
   * @param key names the question
   * @param pause for how long an answer is not asked for again
   * @param intent what is read, for the log, as "read the events of Job photos"
   */
  Optional<String> of(
      String key, Duration pause, String intent, Supplier<Optional<String>> question) {
    Instant now = clock.instant();
    Answer known = answers.get(key);
    if (known == null || !known.until().isAfter(now)) {
      answers.values().removeIf(answer -> answer.until().plus(KEPT).isBefore(now));
      known = ask(Optional.ofNullable(known), now, pause, intent, question);
      answers.put(key, known);
    }
    return known.words();
  }

  private static Answer ask(
      Optional<Answer> before,
      Instant now,
      Duration pause,
      String intent,
      Supplier<Optional<String>> question) {
    try {
      return new Answer(question.get(), now.plus(pause));
    } catch (RuntimeException e) {
      Refusal refusal = Refusals.of(new RefusedException(intent, e));
      if (refusal.kind() == Kind.FORBIDDEN) {
        return new Answer(Optional.empty(), now.plus(pause));
      }
      LOG.warn("{}", refusal.sentence());
      Duration longer = pause.compareTo(AFTER_A_FAILURE) < 0 ? AFTER_A_FAILURE : pause;
      return new Answer(before.flatMap(Answer::words), now.plus(longer));
    }
  }
}
