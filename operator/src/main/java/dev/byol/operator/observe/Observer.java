package dev.byol.operator.observe;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.status.AttemptStatus;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.operator.model.ExperimentConfig;
import dev.byol.operator.model.Names;
import dev.byol.operator.model.Owner;
import dev.byol.operator.policy.Policy;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the caches into an {@link Observation}. */
public final class Observer {
  /** The Job controller is given this long before its silence is looked into. */
  private static final Duration PODS_ARE_LATE = Duration.ofSeconds(5);

  /** Pods of an experiment that are looked into; what holds up one holds up most. */
  private static final int MOST_EXPLAINED = 3;

  private final Optional<String> image;
  private final Policy policy;
  private final PodRefusals refusals;
  private final PodEvents podEvents;
  private final ObservationGap observationGap;
  private final Heartbeats heartbeats;
  private final RecentFailures recentFailures;
  private final Clock clock;

  /**
   * An observer of experiments whose workers run {@code image} unless they name another, and which
   * may use what {@code policy} permits.
   */
  public Observer(
      Optional<String> image,
      Policy policy,
      PodRefusals refusals,
      PodEvents podEvents,
      ObservationGap observationGap,
      Heartbeats heartbeats,
      RecentFailures recentFailures,
      Clock clock) {
    this.image = image;
    this.policy = policy;
    this.refusals = refusals;
    this.podEvents = podEvents;
    this.observationGap = observationGap;
    this.heartbeats = heartbeats;
    this.recentFailures = recentFailures;
    this.clock = clock;
  }

  /** Everything that is known of an experiment now. */
  public Observation observe(ExperimentResource resource, Context<ExperimentResource> context) {
    var owner =
        new Owner(
            resource.getMetadata().getNamespace(),
            resource.getMetadata().getName(),
            resource.getMetadata().getUid());
    ExperimentStatus status =
        resource.getStatus() == null ? ExperimentStatus.none() : resource.getStatus();
    List<JobView> jobs =
        mine(context, Job.class, owner)
            .filter(Attempts::isNumbered)
            .map(job -> JobView.of(owner, job))
            .toList();
    String lease = lease(owner, status.attempt(), jobs);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<WorkerView> workers =
        explained(
            owner,
            status.attempt(),
            context
                .getSecondaryResourcesAsStream(Pod.class)
                .filter(pod -> Attempts.isWorker(owner, pod))
                .map(Pods::worker),
            now);
    List<ConfigMap> configs = mine(context, ConfigMap.class, owner).toList();
    return new Observation(
        owner,
        resource.getMetadata().getGeneration(),
        resource.experiment(),
        status,
        jobs,
        workers,
        lease,
        mine(context, Lease.class, owner)
            .filter(l -> l.getMetadata().getName().equals(lease))
            .map(LeaseView::of)
            .findFirst(),
        config(status.attempt(), jobs, configs),
        configs.stream()
            .map(c -> new ConfigView(c.getMetadata().getName(), c.getMetadata().getUid()))
            .toList(),
        podRefusal(owner, status.attempt(), jobs, workers, now),
        observationGap.refusal(owner.uid()),
        image,
        policy,
        observationGap.since(owner.uid()),
        heartbeats.of(owner.namespace(), lease),
        recentFailures.lately(),
        now);
  }

  /** Labels are anybody's to set; what is not owned is somebody else's and passed over. */
  private static <R extends HasMetadata> Stream<R> mine(
      Context<ExperimentResource> context, Class<R> type, Owner owner) {
    return context.getSecondaryResourcesAsStream(type).filter(r -> owner.owns(r.getMetadata()));
  }

  /** The Job knows which Lease its workers renew. */
  private static String lease(Owner owner, AttemptStatus attempt, List<JobView> jobs) {
    return jobs.stream()
        .filter(job -> attempt != null && job.attempt() == attempt.number())
        .map(JobView::lease)
        .findFirst()
        .orElse(Names.shared(owner));
  }

  /** The Job knows what it was made from; the status may be ahead of it. */
  private static Optional<ByolExperiment> config(
      AttemptStatus attempt, List<JobView> jobs, List<ConfigMap> configs) {
    if (attempt == null) {
      return Optional.empty();
    }
    String name =
        jobs.stream()
            .filter(job -> job.attempt() == attempt.number())
            .map(JobView::config)
            .findFirst()
            .orElse(attempt.config());
    return configs.stream()
        .filter(c -> c.getMetadata().getName().equals(name))
        .findFirst()
        .flatMap(ExperimentConfig::accepted);
  }

  /** Looks into why pods of the current attempt do not start, where that takes long. */
  private List<WorkerView> explained(
      Owner owner, AttemptStatus attempt, Stream<WorkerView> workers, Instant now) {
    List<WorkerView> byRank =
        new ArrayList<>(workers.sorted(Comparator.comparing(WorkerView::rank)).toList());
    int asked = 0;
    for (int i = 0; i < byRank.size() && asked < MOST_EXPLAINED; i++) {
      WorkerView worker = byRank.get(i);
      boolean isCurrent =
          attempt != null && attempt.endedAt() == null && worker.attempt() == attempt.number();
      if (isCurrent && worker.isHeldUp(now) && worker.trouble().isEmpty()) {
        Duration waited = Duration.between(worker.waitingSince().orElseThrow(), now);
        byRank.set(
            i, worker.withTrouble(podEvents.trouble(owner.namespace(), worker.pod(), waited)));
        asked++;
      }
    }
    return byRank;
  }

  private Optional<String> podRefusal(
      Owner owner,
      AttemptStatus attempt,
      List<JobView> jobs,
      List<WorkerView> workers,
      Instant now) {
    if (attempt == null || attempt.endedAt() != null) {
      return Optional.empty();
    }
    boolean complete =
        workers.stream().filter(w -> w.attempt() == attempt.number()).count() >= attempt.world();
    return jobs.stream()
        .filter(job -> job.attempt() == attempt.number())
        .filter(job -> job.outcome() == JobView.Outcome.ACTIVE)
        .filter(job -> job.admission() == JobView.Admission.ADMITTED)
        .filter(job -> !complete && job.createdAt().plus(PODS_ARE_LATE).isBefore(now))
        .findFirst()
        .flatMap(job -> refusals.of(owner.namespace(), job));
  }
}
