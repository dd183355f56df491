package dev.byol.operator.decide;

import dev.byol.api.channel.EndReason;
import dev.byol.api.channel.Sequel;
import dev.byol.api.status.AttemptStatus;
import dev.byol.api.status.ProgressStatus;
import dev.byol.operator.observe.JobView;
import dev.byol.operator.observe.JobView.Outcome;
import dev.byol.operator.observe.Observation;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.observe.WorkerView.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the current attempt has ended, and because of which worker. The loss of a peer is a
 * consequence: the worker that ended for a reason of its own is looked for first.
 */
final class EndingFinder {
  /** How long after the first loss of a peer its cause is waited for: until nodes are missed. */
  static final Duration CAUSE_COMES_LATE = Duration.ofSeconds(45);

  private static final Set<EndReason> CONSEQUENCES =
      Set.of(EndReason.PEER_LOST, EndReason.INTERRUPTED);

  private final Observation seen;
  private final AttemptStatus attempt;
  private final Optional<JobView> job;
  private final List<WorkerView> workers;
  private final Duration nodeLostAfter;

  private EndingFinder(Observation seen, AttemptStatus attempt, Duration nodeLostAfter) {
    this.seen = seen;
    this.attempt = attempt;
    this.job = seen.job(attempt.number());
    this.workers = seen.workers(attempt.number());
    this.nodeLostAfter = nodeLostAfter;
  }

  /**
   * How the attempt ended, empty while it lives.
   *
   * @param attempt the current attempt, of which a Job has been created
   * @param nodeLostAfter how long a node may be silent
   */
  static Optional<Ending> of(Observation seen, AttemptStatus attempt, Duration nodeLostAfter) {
    return new EndingFinder(seen, attempt, nodeLostAfter).ending();
  }

  private Optional<Ending> ending() {
    Optional<WorkerView> first =
        workers.stream().filter(w -> w.rank() == 0 && w.hasEnded()).findFirst();
    if (first.flatMap(WorkerView::exit).filter(exit -> exit.status() == 0).isPresent()) {
      return Optional.of(Ending.of(EndReason.DONE, first.get(), EndReason.DONE.remedy()));
    }
    if (attempt.stopReason() != null) {
      return hasStopped() ? Optional.of(stopped()) : Optional.empty();
    }
    if (job.isEmpty()) {
      return Optional.of(
          Ending.of(
              EndReason.JOB_DELETED, "Job " + attempt.job() + " was deleted by somebody else."));
    }
    if (job.get().admission() == JobView.Admission.HELD || job.get().outcome() == Outcome.GOING) {
      return Optional.empty();
    }
    return died();
  }

  private boolean hasStopped() {
    boolean nobodyRuns = workers.stream().allMatch(worker -> worker.hasEnded() || isLost(worker));
    boolean nobodyComes =
        job.isEmpty() || job.get().outcome() != Outcome.ACTIVE || workers.size() >= attempt.world();
    return nobodyRuns && nobodyComes;
  }

  private Ending stopped() {
    EndReason reason = EndReason.of(attempt.stopReason());
    Optional<WorkerView> speaker = workers.stream().filter(w -> w.exit().isPresent()).findFirst();
    return new Ending(
        reason,
        Optional.empty(),
        speaker.flatMap(WorkerView::exit).flatMap(Exit::lastWords),
        reason.remedy());
  }

  private Optional<Ending> died() {
    List<WorkerView> failed = workers.stream().filter(EndingFinder::hasFailed).toList();
    Optional<WorkerView> culprit =
        failed.stream()
            .filter(worker -> !CONSEQUENCES.contains(reason(worker)))
            .min(
                Comparator.comparing((WorkerView worker) -> reason(worker).sequel())
                    .thenComparing(worker -> worker.exit().orElseThrow().at())
                    .thenComparing(WorkerView::rank));
    if (culprit.isPresent()) {
      return culprit.map(worker -> Ending.of(reason(worker), worker, sentence(worker)));
    }
    Optional<WorkerView> lost = workers.stream().filter(this::isLost).findFirst();
    if (lost.isPresent()) {
      return lost.map(this::nodeLost);
    }
    if (!failed.isEmpty()) {
      return consequence(failed);
    }
    return job.get().outcome() == Outcome.FAILED
        ? Optional.of(Ending.of(EndReason.JOB_FAILED, "The Job says " + job.get().message()))
        : Optional.empty();
  }

  /** Only workers that others took with them have ended so far. */
  private Optional<Ending> consequence(List<WorkerView> failed) {
    Optional<WorkerView> alive = workers.stream().filter(worker -> !worker.hasEnded()).findFirst();
    WorkerView speaker = failed.get(0);
    if (reason(speaker) == EndReason.PEER_LOST
        && alive.filter(worker -> worker.silentSince().isPresent()).isPresent()) {
      return alive.map(this::nodeLost);
    }
    if (reason(speaker) == EndReason.PEER_LOST && somebodyNeverStarted()) {
      Optional<WorkerView> late = workers.stream().filter(WorkerView::hasNotStarted).findFirst();
      return Optional.of(
          new Ending(
              EndReason.PEER_NOT_STARTED,
              late,
              speaker.exit().flatMap(Exit::lastWords),
              sentence(speaker) + " " + said()));
    }
    Instant since = speaker.exit().orElseThrow().at();
    boolean recent =
        since.plus(CAUSE_COMES_LATE).isAfter(seen.now())
            && since.minus(CAUSE_COMES_LATE).isBefore(seen.now());
    if (alive.isPresent() && recent) {
      return Optional.empty();
    }
    return Optional.of(Ending.of(reason(speaker), speaker, sentence(speaker)));
  }

  /** Its pod may be gone: the Job's controller deletes those that have not failed. */
  private boolean somebodyNeverStarted() {
    return attempt.readyAt() == null
        && attempt.runningAt() == null
        && (workers.size() < attempt.world()
            || workers.stream().anyMatch(WorkerView::hasNotStarted));
  }

  /** What was told last, as of a pod that could not start. */
  private String said() {
    return Optional.ofNullable(seen.status().message()).orElse("");
  }

  private Ending nodeLost(WorkerView worker) {
    return Ending.of(
        EndReason.NODE_LOST,
        worker,
        worker.describe()
            + " has not been heard of"
            + worker.node().map(n -> ": node " + n + " is silent.").orElse("."));
  }

  /** A node that is cut off from the API server may train on; then steps go on being reported. */
  private boolean isLost(WorkerView worker) {
    if (worker.isOverdue(seen.now())) {
      return true;
    }
    return !worker.hasEnded()
        && !stepsGoOn()
        && worker
            .silentSince()
            .filter(at -> at.plus(nodeLostAfter).isBefore(seen.now()))
            .isPresent();
  }

  /** The status has figures seldom: what was heard since is newer. */
  private boolean stepsGoOn() {
    return Stream.of(
            Optional.ofNullable(seen.status().progress()).map(ProgressStatus::lastStepTime),
            seen.pulse().movedAt())
        .flatMap(Optional::stream)
        .anyMatch(at -> at.plus(nodeLostAfter).isAfter(seen.now()));
  }

  private static boolean hasFailed(WorkerView worker) {
    return worker.exit().filter(exit -> exit.status() != 0).isPresent();
  }

  private static EndReason reason(WorkerView worker) {
    Exit exit = worker.exit().orElseThrow();
    if (exit.reason().equals("OOMKilled")) {
      return EndReason.OUT_OF_MEMORY;
    }
    if (worker.disruption().isPresent()) {
      return EndReason.EVICTED;
    }
    return exit.status() < 0 ? EndReason.JOB_FAILED : EndReason.of(exit.status());
  }

  private static String sentence(WorkerView worker) {
    Exit exit = worker.exit().orElseThrow();
    EndReason reason = reason(worker);
    String said = exit.said().or(worker::disruption).map(String::strip).orElse("");
    String how =
        exit.status() < 0
            ? "failed"
            : exit.status() > 128 && exit.status() < 160
                ? "was killed by signal " + (exit.status() - 128)
                : "ended with " + exit.status();
    return worker.describe()
        + " "
        + how
        + (exit.reason().isEmpty() || exit.reason().equals("Error") ? "" : ", " + exit.reason())
        + (said.isEmpty() ? "." : ": " + said)
        + (reason.sequel() == Sequel.ONE_ATTEMPT || said.isEmpty() ? " " + reason.remedy() : "");
  }
}
