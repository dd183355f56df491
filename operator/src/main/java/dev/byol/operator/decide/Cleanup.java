package dev.byol.operator.decide;

import dev.byol.api.status.Phase;
import dev.byol.operator.observe.JobView;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.signal.EventReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Deletes what nobody needs any more, and takes lost pods off the books. */
final class Cleanup {
  /** How long other containers of a pod may outlive the trainer. */
  private static final Duration SIDECARS_END = Duration.ofSeconds(60);

  private final Draft draft;
  private final Instant now;

  private Cleanup(Draft draft) {
    this.draft = draft;
    now = draft.seen.now();
  }

  /** Of an experiment that could be run as it is, or was, written. */
  static void of(Draft draft) {
    new Cleanup(draft).tidy();
  }

  private void tidy() {
    draft.seen.workers().forEach(this::forceDelete);
    Set<String> needed = new HashSet<>(Set.of(draft.attempt == null ? "" : draft.attempt.config()));
    List<JobView> newestFirst =
        draft.seen.jobs().stream()
            .sorted(Comparator.comparingLong(JobView::attempt).reversed())
            .toList();
    int kept = 0;
    for (JobView job : newestFirst) {
      boolean current = draft.attempt != null && job.attempt() == draft.attempt.number();
      boolean lingers = lingers(job, current);
      if (!lingers && (current ? currentIsNeeded(job) : kept++ < attemptsToKeep())) {
        needed.add(job.config());
      } else if (job.outcome() != JobView.Outcome.GOING) {
        delete(job, lingers);
      }
    }
    if (mayHaveAJobUnseen()) {
      return;
    }
    draft.seen.configs().stream()
        .filter(config -> !needed.contains(config.name()))
        .forEach(config -> draft.act(new Action.DeleteConfig(config.name(), config.uid())));
  }

  /**
   * Whether the current attempt may have a Job that is not heard of yet: it mounts the ConfigMap
   * that it was made with, whatever was edited since.
   */
  private boolean mayHaveAJobUnseen() {
    return draft.attempt != null
        && draft.attempt.endedAt() == null
        && draft.attempt.jobUid() == null;
  }

  /**
   * Whether pods of an attempt that is over go on holding their nodes: beside a trainer that has
   * ended runs a container that does not, such as the proxy of a mesh that knows no native
   * sidecars.
   */
  private boolean lingers(JobView job, boolean current) {
    boolean trainersEnded =
        draft.seen.workers(job.attempt()).stream().anyMatch(WorkerView::hasEnded);
    Instant over = current ? draft.attempt.endedAt() : draft.attempt.startedAt();
    if (over == null || job.outcome() != JobView.Outcome.ACTIVE || !trainersEnded) {
      return false;
    }
    Instant due = over.plus(SIDECARS_END);
    if (due.isAfter(now)) {
      draft.wakeAt(due);
      return false;
    }
    return true;
  }

  private void delete(JobView job, boolean lingers) {
    var delete = new Action.DeleteJob(job.name(), job.uid());
    draft.act(delete);
    if (lingers) {
      draft.tell(
          Notice.of(
                  EventReason.SIDECAR_LINGERS,
                  "Job %s is deleted: its trainers have ended, but another container keeps its pods running. Make it a native sidecar, or leave these pods out of the mesh (sidecar.istio.io/inject: \"false\")."
                      .formatted(job.name()))
              .after(delete));
    }
  }

  private int attemptsToKeep() {
    return ttlIsOver() ? 0 : draft.lifecycle().keepFailedAttempts();
  }

  private boolean currentIsNeeded(JobView job) {
    if (draft.attempt.endedAt() == null) {
      return true;
    }
    if (draft.phase == Phase.SUSPENDED || ttlIsOver()) {
      return false;
    }
    // A Job none of whose pods failed does not end by itself.
    boolean endsByItself =
        job.outcome() != JobView.Outcome.ACTIVE
            || draft.seen.workers(job.attempt()).stream().anyMatch(WorkerView::hasEnded);
    return endsByItself;
  }

  private boolean ttlIsOver() {
    Long ttl = draft.lifecycle().ttlSecondsAfterFinished();
    if (ttl == null || !draft.phase.isFinal() || draft.completionTime == null) {
      return false;
    }
    Instant end = draft.completionTime.plusSeconds(ttl);
    if (end.isAfter(now)) {
      draft.wakeAt(end);
      return false;
    }
    return true;
  }

  private void forceDelete(WorkerView worker) {
    if (worker.hasEnded() || worker.deletedAt().isEmpty()) {
      return;
    }
    Instant due =
        worker.deletedAt().get().plusSeconds(draft.faultTolerance().nodeLostForceDeleteSeconds());
    if (due.isAfter(now)) {
      draft.wakeAt(due);
      return;
    }
    var delete = new Action.ForceDeletePod(worker.pod(), worker.uid());
    draft.act(delete);
    draft.tell(
        Notice.of(
                EventReason.POD_FORCE_DELETED,
                worker.describe() + " did not end in time and its node does not answer.")
            .after(delete));
  }
}
