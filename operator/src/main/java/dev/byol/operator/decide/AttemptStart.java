package dev.byol.operator.decide;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.EndReason;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.training.TrainingSpec;
import dev.byol.api.status.AttemptStatus;
import dev.byol.api.status.EndedAttempt;
import dev.byol.api.status.Phase;
import dev.byol.api.status.PinnedStatus;
import dev.byol.operator.model.AttemptPlan;
import dev.byol.operator.model.ExperimentConfig;
import dev.byol.operator.model.Names;
import dev.byol.operator.observe.LeaseView;
import dev.byol.operator.signal.EventReason;
import dev.byol.operator.validate.Acceptance;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The start of an attempt: its number, what it is made of, and what the status says of it. */
final class AttemptStart {
  /** Pods that a quota refuses are never heard of. */
  private static final Duration UNTIL_PODS_ARE_LATE = Duration.ofSeconds(6);

  private AttemptStart() {}

  /**
   * Whether the policy forbids what the next attempt would be made of, and says so. What was
   * written last has been asked already; what the attempt before was made from may be older than
   * the policy.
   */
  static boolean isForbidden(Draft draft) {
    if (draft.acceptance.holds()) {
      return false;
    }
    String forbidden = Acceptance.forbidden(draft.seen, draft.filled());
    if (!forbidden.isEmpty()) {
      draft.be(draft.phase, "NotPermitted", "No further attempt is begun: " + forbidden);
    }
    return !forbidden.isEmpty();
  }

  /** Intends the attempt after the current one; it is started once that is written down. */
  static void begin(Draft draft, String reason) {
    long number = draft.attempt == null ? 1 : next(draft);
    plan(draft, number, reason);
    String from =
        draft.checkpoint == null
            ? "from the start"
            : "from the checkpoint at step " + draft.checkpoint.step();
    draft.be(Phase.QUEUED, reason, "Attempt " + number + " is being started " + from + ".");
    if (draft.startTime == null) {
      draft.startTime = draft.seen.now();
    }
    draft.completionTime = null;
    draft.evaluation = null;
    draft.tell(
        Notice.of(
            EventReason.ATTEMPT_STARTED,
            "Attempt %d with %d workers begins %s (%s)."
                .formatted(number, draft.attempt.world(), from, reason)));
  }

  /** Plans the attempt anew from what holds now; of it nothing but the intent exists. */
  static void plan(Draft draft, long number, String reason) {
    ByolExperiment accepted = draft.accepted.orElseThrow();
    ByolExperiment filled = draft.filled();
    String image =
        Optional.ofNullable(filled.spec().workers().image())
            .or(draft.seen::image)
            .orElseGet(() -> draft.attempt.image());
    boolean sameIntent = draft.attempt != null && draft.attempt.number() == number;
    String job = sameIntent ? draft.attempt.job() : Names.job(draft.seen.owner(), number);
    AttemptPlan plan = plan(draft, number, job, image, accepted, filled);
    draft.attempt =
        AttemptStatus.intended(
            number,
            plan.job(),
            plan.config().name(),
            plan.world(),
            image,
            reason,
            sameIntent ? draft.attempt.startedAt() : draft.seen.now());
    draft.act(new Action.StartAttempt(plan));
    draft.wakeAt(draft.seen.now().plus(UNTIL_PODS_ARE_LATE));
  }

  /** The plan of the attempt that runs, from what it was made from; empty if that is not known. */
  static Optional<AttemptPlan> current(Draft draft) {
    return draft
        .seen
        .config()
        .map(accepted -> current(draft, accepted, draft.filledConfig().orElseThrow()))
        .or(() -> asWritten(draft));
  }

  /** Where somebody has deleted its ConfigMap: from the spec, if the same would come of it now. */
  private static Optional<AttemptPlan> asWritten(Draft draft) {
    return draft
        .accepted
        .map(accepted -> current(draft, accepted, draft.filled()))
        .filter(plan -> plan.config().name().equals(draft.attempt.config()));
  }

  private static AttemptPlan current(Draft draft, ByolExperiment accepted, ByolExperiment filled) {
    AttemptStatus attempt = draft.attempt;
    return plan(draft, attempt.number(), attempt.job(), attempt.image(), accepted, filled);
  }

  private static AttemptPlan plan(
      Draft draft,
      long number,
      String job,
      String image,
      ByolExperiment accepted,
      ByolExperiment filled) {
    return new AttemptPlan(
        draft.seen.owner(),
        number,
        job,
        accepted,
        filled,
        ExperimentConfig.of(
            draft.seen.owner(), accepted, scheduleSteps(draft, filled.spec().training())),
        image,
        unfitNodes(draft),
        firstControl(draft, number));
  }

  /** Where pods could not start, in all attempts since one did. */
  private static List<String> unfitNodes(Draft draft) {
    return draft.attempts.stream()
        .takeWhile(
            attempt ->
                EndReason.POD_NOT_STARTED.word().equals(attempt.endedBy())
                    || EndReason.PEER_NOT_STARTED.word().equals(attempt.endedBy()))
        .map(EndedAttempt::node)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** What the Lease says already of this attempt stays: else each try would be another one. */
  private static Control firstControl(Draft draft, long number) {
    return draft
        .seen
        .lease()
        .flatMap(LeaseView::control)
        .filter(told -> told.attempt() == number && told.action() == Control.Action.RUN)
        .orElseGet(
            () ->
                new Control(
                    number,
                    nextGeneration(draft),
                    Control.Action.RUN,
                    null,
                    null,
                    draft.lifecycle().checkpointNonce()));
  }

  /**
   * Where the cosines end: where the author says; else where they were first found to end, or at
   * the end of a run that was made longer. Empty if only the trainer can tell, from its data.
   */
  static Optional<Long> scheduleSteps(Draft draft, TrainingSpec training) {
    if (training.scheduleSteps() != null) {
      return Optional.of(training.scheduleSteps());
    }
    PinnedStatus pinned = draft.pinned;
    if (training.maxSteps() != null) {
      long first = pinned == null ? 0 : pinned.scheduleSteps();
      return Optional.of(Math.max(first, training.maxSteps()));
    }
    boolean covers =
        pinned != null && pinned.maxEpochs() != null && pinned.maxEpochs() >= training.maxEpochs();
    return covers ? Optional.of(pinned.scheduleSteps()) : Optional.empty();
  }

  /** A generation that no worker has obeyed yet. */
  static long nextGeneration(Draft draft) {
    Optional<LeaseView> lease = draft.seen.lease();
    long told = lease.flatMap(LeaseView::control).map(Control::generation).orElse(0L);
    long obeyed = lease.flatMap(LeaseView::progress).map(p -> p.acknowledged()).orElse(0L);
    return Math.max(told, obeyed) + 1;
  }

  /**
   * One more; but if the checkpoints know a later attempt, as of an experiment of this name that
   * was deleted, far enough ahead to pass it within a few tries.
   */
  private static long next(Draft draft) {
    long number = draft.attempt.number();
    boolean superseded =
        !draft.attempts.isEmpty()
            && EndReason.SUPERSEDED.word().equals(draft.attempts.get(0).endedBy());
    return superseded && number < 100_000 ? 10 * number + 1 : number + 1;
  }
}
