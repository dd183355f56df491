package dev.byol.operator.decide;

import dev.byol.api.status.Phase;
import dev.byol.api.text.Texts;
import dev.byol.operator.observe.JobView;
import dev.byol.operator.observe.JobView.Admission;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.signal.EventReason;
import java.util.List;
import java.util.Optional;

/** What a living attempt is doing or waiting for, as phase, reason and sentence. */
final class Situation {
  private final Draft draft;
  private final List<WorkerView> workers;

  Situation(Draft draft) {
    this.draft = draft;
    this.workers = draft.seen.workers(draft.attempt.number());
  }

  /** Says so in the draft, and tells of what is new and needs somebody. */
  void describe(JobView job) {
    var heartbeat = new HeartbeatCheck(draft);
    Optional<WorkerView> silent = heartbeat.silent();
    if (job.admission() == Admission.HELD) {
      String queue = draft.filled().spec().scheduling().queue();
      draft.be(
          Phase.QUEUED,
          "HeldByQueue",
          queue == null
              ? "Job "
                  + job.name()
                  + " is suspended by somebody else; set its spec.suspend to false."
              : "Waiting for queue " + queue + " to admit Job " + job.name() + ".");
    } else if (silent.isPresent()) {
      Phase phase = draft.attempt.runningAt() == null ? Phase.STARTING : Phase.RUNNING;
      wait(phase, EventReason.UNHEARD.word(), heartbeat.sentence(silent.get()));
    } else if (draft.attempt.runningAt() != null) {
      draft.be(Phase.RUNNING, "Training", running());
    } else if (draft.seen.podRefusal().isPresent()) {
      wait(
          Phase.QUEUED,
          EventReason.PODS_REFUSED.word(),
          "Pods cannot be created: " + draft.seen.podRefusal().get());
    } else {
      starting();
    }
  }

  private void starting() {
    Phase phase = draft.attempt.scheduledAt() == null ? Phase.QUEUED : Phase.STARTING;
    Optional<WorkerView> held =
        workers.stream().filter(w -> w.hasNotStarted() && w.trouble().isPresent()).findFirst();
    if (held.isPresent()) {
      StartTrouble trouble = StartTrouble.of(held.get().trouble().orElseThrow());
      wait(phase, trouble.reason(), sentence(held.get()) + " " + trouble.remedy());
    } else if (phase == Phase.QUEUED) {
      draft.be(phase, "Unscheduled", "Waiting for nodes.");
    } else {
      draft.be(
          phase,
          "Starting",
          draft
              .waiting()
              .map(ExternalWaits::sentence)
              .orElseGet(
                  () -> "The workers start, meet and load the last checkpoint." + unexplained()));
    }
  }

  /** Says what is waited for, and tells it when it is new. */
  private void wait(Phase phase, String reason, String why) {
    draft.be(phase, reason, why);
    if (!reason.equals(reasonBefore("Progressing"))) {
      draft.tell(Notice.warning(reason, draft.message));
    }
  }

  private String sentence(WorkerView held) {
    long others =
        workers.stream()
            .filter(WorkerView::hasNotStarted)
            .filter(w -> w.rank() != held.rank())
            .count();
    String also = others == 0 ? "" : " (and " + others + " more)";
    return held.describe() + " waits" + also + ": " + Texts.sentence(held.trouble().orElseThrow());
  }

  /** Who has waited long without anybody saying why, as while a large image is pulled. */
  private String unexplained() {
    return workers.stream()
        .filter(worker -> worker.isHeldUp(draft.seen.now()))
        .findFirst()
        .map(worker -> " The container of " + worker.describe() + " does not run yet.")
        .orElse("");
  }

  private String reasonBefore(String condition) {
    return draft.seen.status().conditions().stream()
        .filter(c -> c.type().equals(condition))
        .map(c -> c.reason())
        .findFirst()
        .orElse("");
  }

  private String running() {
    String said =
        draft
            .waiting()
            .map(ExternalWaits::sentence)
            .orElse(draft.progress == null ? null : draft.progress.message());
    String invalid =
        draft.acceptance.holds()
            ? ""
            : " The last edit cannot be used, training goes on as before: "
                + draft.acceptance.sentences();
    return (said == null ? "Training." : said) + invalid;
  }

  /** The first step is overdue. */
  String startupTrouble() {
    return "No step within %d seconds of all workers running; look at their logs: kubectl logs."
        .formatted(draft.faultTolerance().startupTimeoutSeconds());
  }
}
