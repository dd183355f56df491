package dev.byol.operator;

import dev.byol.api.status.ExperimentStatus;
import dev.byol.operator.act.Actor;
import dev.byol.operator.act.EventWriter;
import dev.byol.operator.act.StatusWriter;
import dev.byol.operator.decide.Action;
import dev.byol.operator.decide.Decider;
import dev.byol.operator.decide.Decision;
import dev.byol.operator.decide.Notice;
import dev.byol.operator.observe.Caches;
import dev.byol.operator.observe.Crowd;
import dev.byol.operator.observe.Heartbeats;
import dev.byol.operator.observe.Observation;
import dev.byol.operator.observe.Observer;
import dev.byol.operator.observe.Vigil;
import dev.byol.operator.resource.ExperimentResource;
import dev.byol.operator.serve.ExperimentMetrics;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over one experiment: observe, decide, write the status, act, tell. */
@ControllerConfiguration(
    name = "byol",
    fieldManager = "byol-operator",
    informer = @Informer,
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
@GradualRetry(
    maxAttempts = -1,
    initialInterval = 1000,
    intervalMultiplier = 1.5,
    maxInterval = 60_000)
public final class ExperimentReconciler implements Reconciler<ExperimentResource> {
  private static final Logger LOG = LoggerFactory.getLogger(ExperimentReconciler.class);
  private static final int CONFLICT = 409;

  private final Observer observer;
  private final Vigil vigil;
  private final Heartbeats heartbeats;
  private final Crowd crowd;
  private final Actor actor;
  private final EventWriter events;
  private final ExperimentMetrics metrics;

  /** A reconciler of these parts. */
  public ExperimentReconciler(
      Observer observer,
      Vigil vigil,
      Heartbeats heartbeats,
      Crowd crowd,
      Actor actor,
      EventWriter events,
      ExperimentMetrics metrics) {
    this.observer = observer;
    this.vigil = vigil;
    this.heartbeats = heartbeats;
    this.crowd = crowd;
    this.actor = actor;
    this.events = events;
    this.metrics = metrics;
  }

  @Override
  public List<EventSource<?, ExperimentResource>> prepareEventSources(
      EventSourceContext<ExperimentResource> context) {
    metrics.countFrom(() -> context.getPrimaryCache().list().map(ExperimentReconciler::statusOf));
    vigil.over(() -> context.getPrimaryCache().list().map(r -> r.getMetadata().getUid()));
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
    Observation seen = observer.observe(resource, context);
    Decision decision = Decider.decide(seen);
    LOG.debug("decided {}", decision);
    StatusWriter.write(resource, decision.status(), context);
    if (!Objects.equals(decision.status().progress(), seen.status().progress())) {
      heartbeats.wrote(seen.owner().uid());
    }
    crowd.observe(seen.status(), decision.status());
    metrics.observe(seen, decision);
    for (Action action : decision.actions()) {
      actor.act(seen.owner(), action);
    }
    vigil.went(seen.owner().uid());
    for (Notice notice : decision.notices()) {
      events.tell(seen.owner(), notice);
    }
    UpdateControl<ExperimentResource> control = UpdateControl.noUpdate();
    return decision.again().map(control::rescheduleAfter).orElse(control);
  }

  @Override
  public ErrorStatusUpdateControl<ExperimentResource> updateErrorStatus(
      ExperimentResource resource, Context<ExperimentResource> context, Exception e) {
    if (e instanceof KubernetesClientException refused && refused.getCode() == CONFLICT) {
      // Somebody was faster; the next pass sees what they wrote.
      LOG.debug("observed too old a version", e);
    } else {
      vigil.interrupted(resource.getMetadata().getUid(), sentence(e));
      LOG.warn("the pass failed and is made again: {}", sentence(e));
    }
    return ErrorStatusUpdateControl.noStatusUpdate();
  }

  private static String sentence(Exception e) {
    if (e instanceof KubernetesClientException refused
        && refused.getStatus() != null
        && refused.getStatus().getMessage() != null) {
      return refused.getStatus().getMessage();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
