package dev.byol.operator.observe;

import dev.byol.api.channel.LeaseAnnotations;
import dev.byol.api.channel.Progress;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/**
 * Hears every heartbeat, and makes a pass of those that have something to tell: an event, which is
 * anything but figures, at once; figures when they are due. A thousand experiments beat a hundred
 * times a second, and the status of each is read by people.
 */
public final class Heartbeats implements OnUpdateFilter<Lease> {
  /** Part of the time between two writes of figures by which they vary. */
  private static final int JITTER_SHARE = 3;

  /** What was heard in a Lease is kept while another may be made in its place. */
  private static final Duration KEPT_AFTER_DELETION = Duration.ofMinutes(10);

  private record Beat(Instant heardAt, Instant movedAt, Instant figuresDue, Instant deletedAt) {
    boolean isForgotten(Instant now) {
      return deletedAt != null && deletedAt.plus(KEPT_AFTER_DELETION).isBefore(now);
    }
  }

  /** Labels and annotations of a Lease are its workers' to change; namespace and name are not. */
  private record Key(String namespace, String lease) {}

  private final Clock clock;
  private final Duration figuresEvery;
  private final DoubleSupplier random;
  private final Map<Key, Beat> beats = new ConcurrentHashMap<>();

  /**
   * Nothing heard yet.
   *
   * @param figuresEvery figures alone are written no more often than this, and up to a third of it
   *     later, so that experiments which began together are not written together
   * @param random numbers from 0 to 1
   */
  public Heartbeats(Clock clock, Duration figuresEvery, DoubleSupplier random) {
    this.clock = clock;
    this.figuresEvery = figuresEvery;
    this.random = random;
  }

  /** Whether a change of a Lease is reason for a pass. */
  @Override
  public boolean accept(Lease now, Lease before) {
    if (Objects.equals(
        now.getMetadata().getResourceVersion(), before.getMetadata().getResourceVersion())) {
      return false;
    }
    Optional<Progress> said = progress(now);
    Optional<Progress> saidBefore = progress(before);
    boolean waits = annotation(now, LeaseAnnotations.WAIT) != null;
    boolean waited = annotation(before, LeaseAnnotations.WAIT) != null;
    boolean heard = !Objects.equals(renewed(now), renewed(before)) || !said.equals(saidBefore);
    if (!heard && waits == waited) {
      return true;
    }
    boolean moved =
        waits != waited
            || said.isPresent()
                && !said.map(Heartbeats::mark).equals(saidBefore.map(Heartbeats::mark));
    Instant at = clock.instant();
    Beat beat =
        beats.compute(
            key(now),
            (key, last) ->
                new Beat(
                    heard ? at : last == null ? null : last.heardAt(),
                    moved ? at : last == null ? null : last.movedAt(),
                    last == null ? firstDue(at) : last.figuresDue(),
                    null));
    return isEvent(now, before, said, saidBefore) || !at.isBefore(beat.figuresDue());
  }

  private static boolean isEvent(
      Lease now, Lease before, Optional<Progress> said, Optional<Progress> saidBefore) {
    boolean figuresOnly =
        said.isPresent()
            && saidBefore.isPresent()
            && said.get().differsInFiguresOnly(saidBefore.get());
    return !figuresOnly
        || !Objects.equals(
            annotation(now, LeaseAnnotations.CONTROL), annotation(before, LeaseAnnotations.CONTROL))
        || !Objects.equals(
            annotation(now, LeaseAnnotations.WAIT), annotation(before, LeaseAnnotations.WAIT))
        || !Objects.equals(now.getMetadata().getUid(), before.getMetadata().getUid())
        || !Objects.equals(holder(now), holder(before));
  }

  /** What is known of the heartbeats in a Lease. */
  HeartbeatHistory of(String namespace, String lease) {
    Beat beat = beats.get(new Key(namespace, lease));
    if (beat == null) {
      return new HeartbeatHistory(Optional.empty(), Optional.empty(), firstDue(clock.instant()));
    }
    return new HeartbeatHistory(
        Optional.ofNullable(beat.heardAt()),
        Optional.ofNullable(beat.movedAt()),
        beat.figuresDue());
  }

  /**
   * A pass has looked at the figures in a Lease. If they were due, or written before, they are due
   * again after a while: those that stand still do not make a pass of each heartbeat.
   *
   * @param at when they were looked at
   * @param wrote whether others than before were written
   */
  public void looked(String namespace, String lease, Instant at, boolean wrote) {
    Instant next =
        clock.instant().plus(figuresEvery).plus(share(figuresEvery.dividedBy(JITTER_SHARE)));
    beats.computeIfPresent(
        new Key(namespace, lease),
        (key, last) ->
            wrote || !at.isBefore(last.figuresDue())
                ? new Beat(last.heardAt(), last.movedAt(), next, last.deletedAt())
                : last);
  }

  /** Leases of which something is remembered. */
  int size() {
    return beats.size();
  }

  /**
   * A Lease is gone: what was heard is forgotten after a while. If somebody has deleted it, another
   * is made, and its workers are not silent because of that.
   */
  boolean forget(Lease lease) {
    Instant now = clock.instant();
    beats.values().removeIf(beat -> beat.isForgotten(now));
    beats.computeIfPresent(
        key(lease),
        (key, last) -> new Beat(last.heardAt(), last.movedAt(), last.figuresDue(), now));
    return true;
  }

  /**
   * When they were written last is not known: an operator that starts does not write all at once.
   */
  private Instant firstDue(Instant now) {
    return now.plus(share(figuresEvery));
  }

  private Duration share(Duration whole) {
    return Duration.ofMillis((long) (random.getAsDouble() * whole.toMillis()));
  }

  /** What moves while an attempt gets on; that a wait begins or ends counts, for it is no stall. */
  private record Mark(long attempt, long step, long activity, boolean waits) {}

  private static Mark mark(Progress progress) {
    return new Mark(
        progress.attempt(), progress.step(), progress.activity(), progress.waiting() != null);
  }

  /** What cannot be read is told by the pass, see {@link LeaseView}. */
  private static Optional<Progress> progress(Lease lease) {
    try {
      return Optional.ofNullable(annotation(lease, LeaseAnnotations.PROGRESS)).map(Progress::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String annotation(Lease lease, String name) {
    Map<String, String> annotations = lease.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(name);
  }

  private static Key key(Lease lease) {
    return new Key(lease.getMetadata().getNamespace(), lease.getMetadata().getName());
  }

  private static String holder(Lease lease) {
    return Optional.ofNullable(lease.getSpec()).map(LeaseSpec::getHolderIdentity).orElse(null);
  }

  private static Object renewed(Lease lease) {
    return Optional.ofNullable(lease.getSpec()).map(LeaseSpec::getRenewTime).orElse(null);
  }
}
