package dev.byol.operator.act;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.operator.decide.Notice;
import dev.byol.operator.model.Names;
import dev.byol.operator.model.Owner;
import dev.byol.operator.refusal.Refusals;
import dev.byol.operator.refusal.RefusedException;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells notices to people, as events of the experiment. */
public final class EventWriter {
  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

  private final KubernetesClient client;
  private final Clock clock;

  /** A writer of events. */
  public EventWriter(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Writes an event; that one cannot be written is no reason not to go on. */
  public void tell(Owner owner, Notice notice) {
    LOG.info("{}: {}", notice.reason(), notice.message());
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String type =
        notice.severity().name().charAt(0)
            + notice.severity().name().substring(1).toLowerCase(Locale.ROOT);
    try {
      client
          .resource(
              new EventBuilder()
                  .withNewMetadata()
                  .withNamespace(owner.namespace())
                  .withName(
                      owner.name()
                          + "."
                          + Long.toHexString(clock.instant().toEpochMilli())
                          + Integer.toHexString(notice.hashCode()))
                  .endMetadata()
                  .withNewInvolvedObject()
                  .withApiVersion(ByolExperiment.API_VERSION)
                  .withKind(ByolExperiment.KIND)
                  .withNamespace(owner.namespace())
                  .withName(owner.name())
                  .withUid(owner.uid())
                  .endInvolvedObject()
                  .withType(type)
                  .withReason(notice.reason())
                  .withMessage(notice.message())
                  .withNewSource(Names.OPERATOR, null)
                  .withReportingComponent(Names.OPERATOR)
                  .withReportingInstance(Names.OPERATOR)
                  .withFirstTimestamp(now)
                  .withLastTimestamp(now)
                  .withCount(1)
                  .build())
          .create();
    } catch (RuntimeException e) {
      LOG.warn(
          "event {} was not written: {}",
          notice.reason(),
          Refusals.of(new RefusedException("write an event", e)).sentence());
    }
  }
}
