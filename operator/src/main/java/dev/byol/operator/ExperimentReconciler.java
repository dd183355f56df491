package dev.byol.operator;

import dev.byol.api.status.ExperimentStatus;
import dev.byol.operator.act.Actor;
import dev.byol.operator.act.EventWriter;
import dev.byol.operator.act.StatusWriter;
import dev.byol.operator.decide.Action;
import dev.byol.operator.decide.Decider;
import dev.byol.operator.decide.Decision;
import dev.byol.operator.model.Owner;
import dev.byol.operator.observe.Caches;
import dev.byol.operator.observe.Heartbeats;
import dev.byol.operator.observe.Observation;
import dev.byol.operator.observe.ObservationGap;
import dev.byol.operator.observe.Observer;
import dev.byol.operator.observe.RecentFailures;
import dev.byol.operator.refusal.Refusal;
import dev.byol.operator.refusal.Refusals;
import dev.byol.operator.refusal.RetryPauses;
import dev.byol.operator.refusal.RetryPauses.Attempted;
import dev.byol.operator.resource.ExperimentResource;
import dev.byol.operator.serve.ExperimentMetrics;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over one experiment: observe, decide, write the status, act, tell. */
@ControllerConfiguration(
    name = "byol",
    fieldManager = "byol-operator",
    informer = @Informer,
    // What lives is looked at each minute, see Supervision; what has ended hardly changes unedited.
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
@GradualRetry(
    maxAttempts = -1,
    initialInterval = 1000,
    intervalMultiplier = 1.5,
    maxInterval = 60_000)
public final class ExperimentReconciler implements Reconciler<ExperimentResource> {
  private static final Logger LOG = LoggerFactory.getLogger(ExperimentReconciler.class);
  private static final Duration TO_SAY_SO = Duration.ofMillis(200);

  private final Observer observer;
  private final ObservationGap observationGap;
  private final Heartbeats heartbeats;
  private final RecentFailures recentFailures;
  private final RetryPauses pauses;
  private final Actor actor;
  private final StatusWriter statuses;
  private final EventWriter events;
  private final ExperimentMetrics metrics;

  /** A reconciler of these parts. */
  public ExperimentReconciler(
      Observer observer,
      ObservationGap observationGap,
      Heartbeats heartbeats,
      RecentFailures recentFailures,
      RetryPauses pauses,
      Actor actor,
      StatusWriter statuses,
      EventWriter events,
      ExperimentMetrics metrics) {
    this.observer = observer;
    this.observationGap = observationGap;
    this.heartbeats = heartbeats;
    this.recentFailures = recentFailures;
    this.pauses = pauses;
    this.actor = actor;
    this.statuses = statuses;
    this.events = events;
    this.metrics = metrics;
  }

  @Override
  public List<EventSource<?, ExperimentResource>> prepareEventSources(
      EventSourceContext<ExperimentResource> context) {
    metrics.countFrom(() -> context.getPrimaryCache().list().map(ExperimentReconciler::statusOf));
    observationGap.over(() -> context.getPrimaryCache().list().map(r -> r.getMetadata().getUid()));
    return Caches.of(context, heartbeats);
  }

  private static ExperimentStatus statusOf(ExperimentResource resource) {
    return resource.getStatus() == null ? ExperimentStatus.none() : resource.getStatus();
  }

  @Override
  public UpdateControl<ExperimentResource> reconcile(
      ExperimentResource resource, Context<ExperimentResource> context) {
    if (resource.isMarkedForDeletion()) {
      // What it owns goes with it; pods get their grace, and save.
      return UpdateControl.noUpdate();
    }
    var passed = new Attempted(resource.getMetadata().getGeneration(), "a pass");
    Optional<Duration> pause = pauses.leftOf(resource.getMetadata().getUid(), passed);
    if (pause.isPresent()) {
      return again(pause);
    }
    Observation seen;
    Decision decision;
    try {
      seen = observer.observe(resource, context);
      decision = Decider.decide(seen);
      LOG.debug("decided {}", decision);
      statuses.write(resource, decision.status(), context);
    } catch (RuntimeException e) {
      return again(Optional.of(refused(resource, passed, e)));
    }
    boolean wrote = !Objects.equals(decision.status().progress(), seen.status().progress());
    heartbeats.looked(seen.owner().namespace(), seen.leaseName(), seen.now(), wrote);
    recentFailures.observe(seen.status(), decision.status());
    metrics.observe(seen, decision);
    Set<Action> done = new HashSet<>();
    Optional<Duration> wait = act(resource, seen, decision, done);
    decision.notices().stream()
        .filter(notice -> notice.holdsAfter(done))
        .forEach(notice -> events.tell(seen.owner(), notice));
    return again(
        Stream.of(wait, decision.again()).flatMap(Optional::stream).min(Duration::compareTo));
  }

  /**
   * Does what was decided, unless it was refused just now; says when it is to be tried again.
   *
   * @param done gets what has been done
   */
  private Optional<Duration> act(
      ExperimentResource resource, Observation seen, Decision decision, Set<Action> done) {
    var wanted = new Attempted(seen.generation(), decision.actions());
    Optional<Duration> pause =
        decision.actions().isEmpty() ? Optional.empty() : pauses.left(seen.owner().uid(), wanted);
    if (pause.isPresent()) {
      return pause;
    }
    Optional<RuntimeException> failure = tryAll(seen.owner(), decision.actions(), done);
    if (failure.isPresent()) {
      Duration until = refused(resource, wanted, failure.get());
      // Another pass writes into the status why.
      return Optional.of(until.compareTo(TO_SAY_SO) < 0 ? until : TO_SAY_SO);
    }
    boolean saidOtherwise = observationGap.refusal(seen.owner().uid()).isPresent();
    pauses.went(seen.owner().uid());
    observationGap.went(seen.owner().uid());
    return saidOtherwise ? Optional.of(TO_SAY_SO) : Optional.empty();
  }

  /**
   * Tries each, for what a quota refuses may wait for what the next of them deletes.
   *
   * @return the first that failed, the others' suppressed in it
   */
  private Optional<RuntimeException> tryAll(Owner owner, List<Action> actions, Set<Action> done) {
    List<RuntimeException> failures = new ArrayList<>();
    for (Action action : actions) {
      try {
        actor.act(owner, action);
        done.add(action);
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    Optional<RuntimeException> first = failures.stream().findFirst();
    first.ifPresent(e -> failures.stream().skip(1).forEach(e::addSuppressed));
    return first;
  }

  private Duration refused(ExperimentResource resource, Attempted tried, RuntimeException e) {
    String uid = resource.getMetadata().getUid();
    Refusal refusal = Refusals.of(e);
    Duration pause = pauses.refused(uid, tried, refusal.kind());
    metrics.refused(refusal);
    if (refusal.kind() == Refusal.Kind.CONFLICT) {
      // Somebody was faster; the next pass sees what they wrote.
      LOG.debug("observed too old a version", e);
      return pause;
    }
    observationGap.refused(uid, refusal);
    if (refusal.kind() == Refusal.Kind.BUG && pauses.isFirst(uid)) {
      LOG.error("{}", refusal.sentence(), e);
    } else {
      LOG.warn("{} Next try in {} s.", refusal.sentence(), pause.toSeconds());
    }
    return pause;
  }

  private static UpdateControl<ExperimentResource> again(Optional<Duration> wait) {
    UpdateControl<ExperimentResource> control = UpdateControl.noUpdate();
    return wait.map(control::rescheduleAfter).orElse(control);
  }
}
