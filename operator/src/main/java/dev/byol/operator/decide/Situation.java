package dev.byol.operator.decide;

import dev.byol.api.status.Phase;
import dev.byol.operator.observe.JobView;
import dev.byol.operator.observe.JobView.Admission;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.observe.WorkerView.State;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a living attempt is doing or waiting for, as phase, reason and sentence. */
final class Situation {
  private final Draft draft;
  private final List<WorkerView> workers;

  Situation(Draft draft) {
    this.draft = draft;
    this.workers = draft.seen.workers(draft.attempt.number());
  }

  /** Says so in the draft, and tells of what is new and needs somebody. */
  void describe(JobView job) {
    if (job.admission() == Admission.HELD) {
      String queue = draft.filled().spec().scheduling().queue();
      draft.be(
          Phase.QUEUED,
          "HeldByQueue",
          queue == null
              ? "Job "
                  + job.name()
                  + " is suspended by somebody else; set its spec.suspend to false."
              : "Waiting for queue " + queue + " to admit Job " + job.name() + ".");
    } else if (draft.attempt.runningAt() != null) {
      draft.be(Phase.RUNNING, "Training", running());
    } else if (draft.seen.podRefusal().isPresent()) {
      boolean before = "PodsRefused".equals(reasonBefore("Scheduled"));
      String why = "Pods cannot be created: " + draft.seen.podRefusal().get();
      draft.be(Phase.QUEUED, "PodsRefused", why);
      if (!before) {
        draft.tell(Notice.warning("PodsRefused", why));
      }
    } else if (draft.attempt.scheduledAt() == null) {
      draft.be(Phase.QUEUED, "Unscheduled", trouble().orElse("Waiting for nodes."));
    } else {
      starting();
    }
  }

  private void starting() {
    Optional<String> trouble = trouble();
    boolean before = "ContainersWait".equals(reasonBefore("Running"));
    draft.be(
        Phase.STARTING,
        trouble.isPresent() ? "ContainersWait" : "Starting",
        trouble.orElse("The workers start, meet and load the last checkpoint."));
    if (trouble.isPresent() && !before) {
      draft.tell(Notice.warning("ContainersWait", trouble.get()));
    }
  }

  private String reasonBefore(String condition) {
    return draft.seen.status().conditions().stream()
        .filter(c -> c.type().equals(condition))
        .map(c -> c.reason())
        .findFirst()
        .orElse("");
  }

  private String running() {
    String said = draft.progress == null ? null : draft.progress.message();
    String invalid =
        draft.acceptance.holds()
            ? ""
            : " The last edit cannot be used, training goes on as before: "
                + draft.acceptance.sentences();
    return (said == null ? "Training." : said) + invalid;
  }

  /** What keeps workers from running, of the first of them. */
  private Optional<String> trouble() {
    return workers.stream()
        .filter(worker -> worker.trouble().isPresent() && worker.state() != State.RUNNING)
        .findFirst()
        .map(worker -> worker.describe() + " waits: " + worker.trouble().get() + remedy(worker));
  }

  private static String remedy(WorkerView worker) {
    String trouble = worker.trouble().orElse("");
    if (trouble.contains("Image")) {
      return " Check spec.workers.image and spec.workers.imagePullSecrets.";
    }
    return trouble.startsWith("CreateContainerConfigError")
        ? " Check the Secrets and ConfigMaps that spec.workers names."
        : "";
  }

  /** Who is missing when the first step is overdue. */
  String startupTrouble() {
    String missing =
        workers.stream()
            .filter(worker -> worker.state() != State.RUNNING)
            .map(
                worker ->
                    worker.describe() + worker.trouble().map(trouble -> ": " + trouble).orElse(""))
            .collect(Collectors.joining("; "));
    return "No step within %d seconds of all workers having a node; %s."
        .formatted(
            draft.faultTolerance().startupTimeoutSeconds(),
            missing.isEmpty()
                ? "all of them run, so look at their logs"
                : "these do not run: " + missing);
  }
}
