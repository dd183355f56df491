package dev.byol.operator.observe;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.status.AttemptStatus;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.operator.model.Owner;
import dev.byol.operator.policy.Policy;
import dev.byol.operator.refusal.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything that a decision may depend on.
 *
 * @param owner the experiment
 * @param generation generation of its spec
 * @param written the experiment as its author wrote it
 * @param status what was written about it last
 * @param jobs all Jobs of its attempts
 * @param workers all pods of its attempts
 * @param leaseName the Lease that the workers of the current attempt renew, or those of the next
 *     will
 * @param lease that Lease, empty if there is none
 * @param config the experiment from which the current attempt was made, as its author wrote it
 *     then; empty if that cannot be read
 * @param configs its ConfigMaps that exist
 * @param podRefusal why the API server refuses to create the pods of the current attempt, as it
 *     says itself
 * @param refusal why the pass before this one could not act; empty if it could
 * @param image the trainer's image of experiments that name none; empty if the operator knows none
 * @param policy what experiments may use
 * @param watchingSince since when this operator has seen everything that happened: time before that
 *     says nothing about a lack of progress
 * @param pulse what is known of its heartbeats beyond what the Lease says now
 * @param recentFailures attempts that failed in the last minute, over all experiments
 * @param now the time
 */
public record Observation(
    Owner owner,
    long generation,
    ByolExperiment written,
    ExperimentStatus status,
    List<JobView> jobs,
    List<WorkerView> workers,
    String leaseName,
    Optional<LeaseView> lease,
    Optional<ByolExperiment> config,
    List<ConfigView> configs,
    Optional<String> podRefusal,
    Optional<Refusal> refusal,
    Optional<String> image,
    Policy policy,
    Instant watchingSince,
    HeartbeatHistory pulse,
    int recentFailures,
    Instant now) {

  /** Copies the lists. */
  public Observation {
    jobs = List.copyOf(jobs);
    workers = List.copyOf(workers);
    configs = List.copyOf(configs);
  }

  /** Number of the current attempt, empty before the first. */
  public OptionalLong attempt() {
    AttemptStatus attempt = status.attempt();
    return attempt == null ? OptionalLong.empty() : OptionalLong.of(attempt.number());
  }

  /** The Job of an attempt. */
  public Optional<JobView> job(long attempt) {
    return jobs.stream().filter(job -> job.attempt() == attempt).findFirst();
  }

  /** The pods of an attempt, by rank. */
  public List<WorkerView> workers(long attempt) {
    return workers.stream()
        .filter(worker -> worker.attempt() == attempt)
        .sorted((a, b) -> Integer.compare(a.rank(), b.rank()))
        .toList();
  }
}
