package dev.byol.operator.act;

import dev.byol.api.status.ExperimentStatus;
import dev.byol.operator.decide.Notice;
import dev.byol.operator.model.Names;
import dev.byol.operator.model.Owner;
import dev.byol.operator.refusal.Refusal;
import dev.byol.operator.refusal.Refusal.Kind;
import dev.byol.operator.refusal.Refusals;
import dev.byol.operator.refusal.RefusedException;
import dev.byol.operator.resource.ExperimentResource;
import dev.byol.operator.signal.EventReason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes statuses, guarded by the version of the resource that was observed: of two operators, or
 * of one with a stale cache, only the one that saw the newest status gets its way, and the other
 * has done nothing yet.
 */
public final class StatusWriter {
  /** Refusals of what the status says; others are of the moment, or of the operator's rights. */
  private static final Set<Kind> OF_WHAT_IT_SAYS =
      Set.of(Kind.INVALID, Kind.ADMISSION, Kind.TOO_LARGE);

  /** An experiment's refused status is told no more often than this. */
  private static final Duration TOLD_EVERY = Duration.ofMinutes(10);

  private static final String GOES_ON =
      " Its sentences and figures are left out, and the work goes on. Is the CustomResourceDefinition of another version than the operator?";
  private static final String STANDS_STILL =
      " Not even without its sentences is it accepted, and until it is, the experiment is left as it is.";

  /** What an API server says of a field that its schema lacks. */
  private static final Pattern UNDECLARED = Pattern.compile("unknown field \\\\*\"([^\"\\\\]+)");

  private static final String OUTDATED =
      "The CustomResourceDefinition byolexperiments.byol.dev of this cluster is of another version than the operator, and what it lacks is not remembered (%s). Apply the one of the operator's version: helm upgrade with crds.install=true.";

  private final EventWriter events;
  private final Clock clock;
  private final Map<String, Instant> told = new ConcurrentHashMap<>();

  /** A writer that tells of refused statuses by {@code events}. */
  public StatusWriter(EventWriter events, Clock clock) {
    this.events = events;
    this.clock = clock;
  }

  /**
   * Writes the status if it differs from the one observed. One that the API server finds invalid,
   * as where its schema is of another version or a policy forbids it, is told, and written without
   * what is for people alone: an experiment does not stand still because of a sentence.
   *
   * @throws RefusedException when the API server refuses even that, with a conflict when the
   *     resource has changed since
   */
  public void write(
      ExperimentResource observed, ExperimentStatus status, Context<ExperimentResource> context) {
    if (status.equals(observed.getStatus())) {
      return;
    }
    try {
      apply(observed, status, context);
    } catch (RefusedException e) {
      Refusal refusal = Refusals.of(e);
      if (!OF_WHAT_IT_SAYS.contains(refusal.kind())) {
        throw e;
      }
      writeBare(observed, status.bare(), refusal, context);
    }
  }

  private void writeBare(
      ExperimentResource observed,
      ExperimentStatus bare,
      Refusal refusal,
      Context<ExperimentResource> context) {
    try {
      if (!bare.equals(observed.getStatus())) {
        apply(observed, bare, context);
      }
    } catch (RefusedException e) {
      if (OF_WHAT_IT_SAYS.contains(Refusals.of(e).kind())) {
        tell(observed, refusal.sentence() + STANDS_STILL);
      }
      throw e;
    }
    tell(observed, refusal.sentence() + GOES_ON);
  }

  private void apply(
      ExperimentResource observed, ExperimentStatus status, Context<ExperimentResource> context) {
    var fresh = new ExperimentResource();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(observed.getMetadata().getNamespace())
            .withName(observed.getMetadata().getName())
            .withResourceVersion(observed.getMetadata().getResourceVersion())
            .build());
    fresh.setStatus(status);
    ExperimentResource written = replaced(observed, fresh, context);
    // The next pass shall see it even if the watch is slow.
    context
        .eventSourceRetriever()
        .getControllerEventSource()
        .handleRecentResourceUpdate(ResourceID.fromResource(observed), written, observed);
  }

  /**
   * A whole status takes the place of the former: nobody else writes in it, so that the API server
   * need not work out whose each field is, as for an apply. What the schema of the cluster lacks is
   * told, and then dropped by the API server.
   */
  private ExperimentResource replaced(
      ExperimentResource observed, ExperimentResource fresh, Context<ExperimentResource> context) {
    KubernetesClient client = context.getClient();
    try {
      return put(client, fresh, "Strict");
    } catch (KubernetesClientException e) {
      Matcher undeclared = UNDECLARED.matcher(String.valueOf(e.getMessage()));
      if (!undeclared.find()) {
        throw refused(fresh, e);
      }
      tell(observed, EventReason.DEFINITION_OUTDATED, OUTDATED.formatted(undeclared.group(1)));
    }
    try {
      return put(client, fresh, "Ignore");
    } catch (KubernetesClientException e) {
      throw refused(fresh, e);
    }
  }

  private static ExperimentResource put(
      KubernetesClient client, ExperimentResource fresh, String fieldValidation) {
    var metadata = fresh.getMetadata();
    String path =
        "/apis/%s/namespaces/%s/%s/%s/status?fieldManager=%s&fieldValidation=%s"
            .formatted(
                fresh.getApiVersion(),
                metadata.getNamespace(),
                fresh.getPlural(),
                metadata.getName(),
                Names.OPERATOR,
                fieldValidation);
    return client
        .getKubernetesSerialization()
        .unmarshal(client.raw(path, "PUT", fresh), ExperimentResource.class);
  }

  private static RefusedException refused(
      ExperimentResource fresh, KubernetesClientException refusal) {
    var metadata = fresh.getMetadata();
    return new RefusedException(
        "write the status of "
            + OwnedObjects.called(fresh.getKind(), metadata.getName(), metadata.getNamespace()),
        refusal);
  }

  private void tell(ExperimentResource observed, String sentence) {
    tell(observed, EventReason.STATUS_REFUSED, sentence);
  }

  private void tell(ExperimentResource observed, EventReason reason, String sentence) {
    var metadata = observed.getMetadata();
    Instant now = clock.instant();
    told.values().removeIf(at -> at.plus(TOLD_EVERY).isBefore(now));
    if (told.putIfAbsent(metadata.getUid(), now) == null) {
      events.tell(
          new Owner(metadata.getNamespace(), metadata.getName(), metadata.getUid()),
          Notice.of(reason, sentence));
    }
  }
}
