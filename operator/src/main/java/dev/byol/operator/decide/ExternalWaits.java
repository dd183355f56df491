package dev.byol.operator.decide;

import dev.byol.api.channel.WaitReport;
import dev.byol.api.text.Texts;
import dev.byol.operator.signal.ConditionType;
import java.util.Optional;

/**
 * An attempt that waits for what somebody else has to fix, as object storage that refuses its
 * credentials: told by the condition {@code Degraded} in the storage's own words and by one event,
 * neither a stall nor a failure.
 */
final class ExternalWaits {
  private ExternalWaits() {}

  static String reason(WaitReport waiting) {
    return waiting.code().reason().word();
  }

  static String sentence(WaitReport waiting) {
    return "Attempts to reach the storage go on: %s %s"
        .formatted(Texts.sentence(waiting.message()), waiting.code().reason().remedy());
  }

  /** Tells of a wait that is new; while something is refused, the condition cannot say which is. */
  static void tell(Draft draft) {
    if (draft.seen.refusal().isPresent()) {
      return;
    }
    Optional<WaitReport> waiting = draft.waiting();
    boolean isKnown =
        draft.seen.status().conditions().stream()
            .filter(
                c -> c.type().equals(ConditionType.DEGRADED.word()) && c.status().equals("True"))
            .anyMatch(
                c -> waiting.map(ExternalWaits::reason).filter(c.reason()::equals).isPresent());
    if (waiting.isPresent() && !isKnown) {
      draft.tell(Notice.warning(reason(waiting.get()), sentence(waiting.get())));
    }
  }
}
