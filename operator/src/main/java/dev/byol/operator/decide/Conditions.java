package dev.byol.operator.decide;

import dev.byol.api.channel.EndReason;
import dev.byol.api.channel.WaitReport;
import dev.byol.api.status.ConditionStatus;
import dev.byol.api.status.Phase;
import dev.byol.operator.refusal.Refusal;
import dev.byol.operator.signal.ConditionType;
import dev.byol.operator.signal.EventReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions of an experiment; they follow from the rest of its status. */
final class Conditions {
  private static final String UNHEARD = EventReason.UNHEARD.word();
  private static final String TRUE = "True";
  private static final String FALSE = "False";
  private static final String UNKNOWN = "Unknown";

  private final Draft draft;
  private final List<ConditionStatus> conditions = new ArrayList<>();

  private Conditions(Draft draft) {
    this.draft = draft;
  }

  static List<ConditionStatus> of(Draft draft) {
    var made = new Conditions(draft);
    made.all();
    return made.conditions;
  }

  private void all() {
    Phase phase = draft.phase;
    String why = draft.message == null ? "" : draft.message;
    if (draft.acceptance.holds()) {
      add(ConditionType.ACCEPTED, true, "Valid", "The experiment can be run as it is written.");
    } else {
      add(ConditionType.ACCEPTED, false, EventReason.INVALID.word(), draft.acceptance.sentences());
    }
    boolean scheduled = draft.attempt != null && draft.attempt.scheduledAt() != null && isLive();
    add(
        ConditionType.SCHEDULED,
        scheduled,
        scheduled ? "AllWorkersHaveNodes" : draft.reason,
        scheduled ? "All workers have a node." : why);
    boolean running = phase == Phase.RUNNING;
    boolean unheard = UNHEARD.equals(draft.reason);
    if (unheard && !running) {
      add(ConditionType.RUNNING, UNKNOWN, UNHEARD, why);
    } else {
      add(ConditionType.RUNNING, running, running ? "Training" : draft.reason, why);
    }
    boolean stalled = draft.attempt != null && isStalled(draft.attempt.stopReason());
    if (unheard) {
      add(ConditionType.PROGRESSING, UNKNOWN, UNHEARD, why);
    } else {
      add(
          ConditionType.PROGRESSING,
          running,
          running ? "StepsAreTaken" : stalled ? draft.attempt.stopReason() : draft.reason,
          why);
    }
    degraded(why);
    add(ConditionType.SUSPENDED, phase == Phase.SUSPENDED, draft.reason, why);
    add(ConditionType.COMPLETE, phase == Phase.COMPLETE, draft.reason, why);
    add(ConditionType.FAILED, phase == Phase.FAILED, draft.reason, why);
  }

  /** Whether a condition says just this, shortened as conditions are. */
  static boolean isAbout(ConditionStatus condition, Refusal refusal) {
    var said = new ConditionStatus("", "", refusal.kind().word(), refusal.sentence(), null, null);
    return condition.reason().equals(said.reason()) && condition.message().equals(said.message());
  }

  private boolean isLive() {
    return draft.attempt.endedAt() == null;
  }

  private static boolean isStalled(String stopReason) {
    return EndReason.STALLED.word().equals(stopReason)
        || EndReason.STARTUP_TIMEOUT.word().equals(stopReason);
  }

  private void degraded(String why) {
    Optional<Refusal> refusal = draft.seen.refusal();
    if (refusal.isPresent()) {
      add(ConditionType.DEGRADED, true, refusal.get().kind().word(), refusal.get().sentence());
      return;
    }
    if (draft.phase == Phase.RESTARTING) {
      add(ConditionType.DEGRADED, true, draft.reason, why);
      return;
    }
    Optional<WaitReport> waiting = draft.waiting();
    if (waiting.isPresent()) {
      add(
          ConditionType.DEGRADED,
          true,
          ExternalWaits.reason(waiting.get()),
          ExternalWaits.sentence(waiting.get()));
      return;
    }
    Optional<Duration> late = checkpointLateness();
    if (late.isPresent()) {
      add(
          ConditionType.DEGRADED,
          true,
          "CheckpointLagging",
          "There has been no complete checkpoint for %s, three times spec.checkpoint.everySeconds and more; look at the storage and at the log of worker 0."
              .formatted(ProgressText.duration(late.get())));
      return;
    }
    add(ConditionType.DEGRADED, false, "AsItShouldBe", "Nothing is wrong.");
  }

  /**
   * How old the newest checkpoint is, if that is too old. Rounded, so as not to change each time.
   */
  private Optional<Duration> checkpointLateness() {
    if (draft.phase != Phase.RUNNING || draft.accepted.isEmpty()) {
      return Optional.empty();
    }
    Integer every = draft.filled().spec().checkpoint().everySeconds();
    if (every == null || draft.attempt.runningAt() == null) {
      return Optional.empty();
    }
    Instant last = draft.attempt.runningAt();
    if (draft.checkpoint != null && draft.checkpoint.time().isAfter(last)) {
      last = draft.checkpoint.time();
    }
    long intervals = Duration.between(last, draft.seen.now()).toSeconds() / every;
    return intervals < 3 ? Optional.empty() : Optional.of(Duration.ofSeconds(intervals * every));
  }

  private void add(ConditionType type, boolean holds, String reason, String message) {
    add(type, holds ? TRUE : FALSE, reason, message);
  }

  private void add(ConditionType type, String status, String reason, String message) {
    Optional<ConditionStatus> before =
        draft.seen.status().conditions().stream()
            .filter(c -> c.type().equals(type.word()))
            .findFirst();
    Instant since =
        before
            .filter(c -> c.status().equals(status))
            .map(ConditionStatus::lastTransitionTime)
            .orElse(seconds(draft.seen.now()));
    conditions.add(
        new ConditionStatus(type.word(), status, reason, message, draft.seen.generation(), since));
  }

  private static Instant seconds(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond());
  }
}
