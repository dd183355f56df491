package dev.byol.operator.observe;

import dev.byol.operator.model.Names;
import dev.byol.operator.model.Owner;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Job of an attempt.
 *
 * @param name its name
 * @param uid its UID
 * @param attempt number of the attempt
 * @param config the ConfigMap that its workers read
 * @param lease the Lease that its workers renew
 * @param outcome whether it has ended
 * @param message what the Job controller says about its end, empty if nothing
 * @param admission whether a queue holds it back
 * @param createdAt when it was created
 */
@RecordBuilder
public record JobView(
    String name,
    String uid,
    long attempt,
    String config,
    String lease,
    Outcome outcome,
    String message,
    Admission admission,
    Instant createdAt)
    implements JobViewBuilder.With {

  /** Whether a Job has ended. */
  public enum Outcome {
    /** Pods run or will. */
    ACTIVE,
    /** Rank 0 ended well. */
    COMPLETE,
    /** A worker failed; none runs any more. */
    FAILED,
    /** It is being deleted. */
    GOING
  }

  /** Whether a queue holds a Job back. */
  public enum Admission {
    /** Its pods may run. */
    ADMITTED,
    /** It is suspended, by Kueue or a person: the operator never does. */
    HELD
  }

  /** Reads a Job. */
  static JobView of(Owner owner, Job job) {
    var metadata = job.getMetadata();
    Map<String, String> annotations =
        metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
    Optional<JobCondition> complete = condition(job, "Complete");
    Optional<JobCondition> failed = condition(job, "Failed");
    Outcome outcome =
        metadata.getDeletionTimestamp() != null
            ? Outcome.GOING
            : complete.isPresent()
                ? Outcome.COMPLETE
                : failed.isPresent() ? Outcome.FAILED : Outcome.ACTIVE;
    return new JobView(
        metadata.getName(),
        metadata.getUid(),
        Long.parseLong(metadata.getLabels().get(Names.ATTEMPT)),
        annotations.getOrDefault(Names.CONFIG, ""),
        annotations.getOrDefault(Names.LEASE, Names.leaseBefore(owner)),
        outcome,
        failed.map(c -> c.getReason() + ": " + c.getMessage()).orElse(""),
        Boolean.TRUE.equals(job.getSpec().getSuspend()) ? Admission.HELD : Admission.ADMITTED,
        Instant.parse(metadata.getCreationTimestamp()));
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    List<JobCondition> conditions =
        job.getStatus() == null || job.getStatus().getConditions() == null
            ? List.of()
            : job.getStatus().getConditions();
    return conditions.stream()
        .filter(c -> c.getType().equals(type) && "True".equals(c.getStatus()))
        .findFirst();
  }
}
