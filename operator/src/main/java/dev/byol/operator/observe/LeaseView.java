package dev.byol.operator.observe;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.LeaseAnnotations;
import dev.byol.api.channel.Progress;
import dev.byol.api.channel.WorkerWait;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Lease of an experiment.
 *
 * @param name its name
 * @param uid its UID
 * @param control what the workers were told last
 * @param progress what rank 0 told last
 * @param othersWait what another worker has told that it waits for
 * @param renewed time of the last heartbeat by the worker's clock, only to see that it changes
 */
public record LeaseView(
    String name,
    String uid,
    Optional<Control> control,
    Optional<Progress> progress,
    Optional<WorkerWait> othersWait,
    Optional<String> renewed) {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseView.class);

  static LeaseView of(Lease lease) {
    Map<String, String> annotations = lease.getMetadata().getAnnotations();
    return new LeaseView(
        lease.getMetadata().getName(),
        lease.getMetadata().getUid(),
        read(annotations, LeaseAnnotations.CONTROL, Control::parse),
        read(annotations, LeaseAnnotations.PROGRESS, Progress::parse),
        read(annotations, LeaseAnnotations.WAIT, WorkerWait::parse),
        Optional.ofNullable(lease.getSpec())
            .map(spec -> spec.getRenewTime())
            .map(Object::toString));
  }

  private static <T> Optional<T> read(
      Map<String, String> annotations, String name, java.util.function.Function<String, T> parser) {
    String json = annotations == null ? null : annotations.get(name);
    if (json == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(json));
    } catch (IllegalArgumentException e) {
      // A worker is not trusted: what it writes must not keep the operator from its work.
      LOG.warn("annotation {} of a Lease cannot be read and is ignored: {}", name, e.getMessage());
      return Optional.empty();
    }
  }
}
