package dev.byol.operator.decide;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.Progress;
import dev.byol.api.channel.WorkerWait;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.operator.model.ExperimentConfig;
import dev.byol.operator.model.Names;
import dev.byol.operator.model.Owner;
import dev.byol.operator.observe.JobView;
import dev.byol.operator.observe.JobView.Admission;
import dev.byol.operator.observe.JobView.Outcome;
import dev.byol.operator.observe.LeaseView;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.observe.WorkerView.Exit;
import dev.byol.operator.observe.WorkerView.State;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the operator and the Job controller make, and what becomes of it: as values. */
class FakeCluster {
  static final Owner OWNER = new Owner("vision", "photos", "7f3a91c2-52b6-4a0e-9d55-0c2f1e6b8a44");

  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  Optional<LeaseView> lease = Optional.empty();
  Optional<WorkerWait> othersWait = Optional.empty();
  final Map<Long, JobView> jobs = new TreeMap<>();
  final Map<String, WorkerView> pods = new TreeMap<>();
  final Map<String, ByolExperiment> configs = new LinkedHashMap<>();

  /** Pods that end when they are told to, as those of a node that is well do. */
  boolean podsObey = true;

  /** As Kubernetes' own does: the first pod that fails takes the others with it. */
  final void jobControllerActs() {
    for (JobView job : List.copyOf(jobs.values())) {
      List<WorkerView> mine =
          pods.values().stream().filter(pod -> pod.attempt() == job.attempt()).toList();
      boolean failed =
          mine.stream().anyMatch(p -> p.exit().filter(exit -> exit.status() != 0).isPresent());
      if (failed && job.outcome() == Outcome.ACTIVE) {
        mine.stream().filter(pod -> !pod.hasEnded()).forEach(this::end);
      }
    }
  }

  private void end(WorkerView pod) {
    if (podsObey && pod.silentSince().isEmpty()) {
      pods.remove(pod.pod());
    } else if (pod.deletedAt().isEmpty()) {
      put(deleted(pod, now.plusSeconds(120)));
    }
  }

  /** Does what was decided. */
  final void happen(Action action) {
    if (action instanceof Action.StartAttempt start) {
      var plan = start.plan();
      configs.put(
          plan.config().name(),
          ExperimentConfig.accepted(plan.config().configMap(plan.owner())).orElseThrow());
      lease = Optional.of(leaseView(Optional.of(plan.control()), progress(), Optional.empty()));
      jobs.putIfAbsent(
          plan.number(),
          new JobView(
              plan.job(),
              "job-" + plan.number(),
              plan.number(),
              plan.config().name(),
              Names.shared(OWNER),
              Outcome.ACTIVE,
              "",
              Admission.ADMITTED,
              now));
      for (int rank = 0; rank < plan.world(); rank++) {
        put(worker(plan.number(), rank, State.UNSCHEDULED));
      }
    } else if (action instanceof Action.WriteControl write) {
      lease = Optional.of(leaseView(Optional.of(write.control()), progress(), Optional.empty()));
    } else if (action instanceof Action.DeleteJob delete) {
      JobView job =
          jobs.values().stream()
              .filter(j -> j.name().equals(delete.name()))
              .findFirst()
              .orElseThrow();
      jobs.remove(job.attempt());
      for (WorkerView pod : List.copyOf(pods.values())) {
        if (pod.attempt() == job.attempt()) {
          if (pod.hasEnded()) {
            pods.remove(pod.pod());
          } else {
            end(pod);
          }
        }
      }
    } else if (action instanceof Action.ForceDeletePod delete) {
      pods.remove(delete.name());
    } else if (action instanceof Action.DeleteConfig delete) {
      configs.remove(delete.name());
    }
  }

  final Optional<Progress> progress() {
    return lease.flatMap(LeaseView::progress);
  }

  final LeaseView leaseView(
      Optional<Control> control, Optional<Progress> progress, Optional<String> renewed) {
    return new LeaseView(Names.shared(OWNER), "lease", control, progress, othersWait, renewed);
  }

  final void put(WorkerView pod) {
    pods.put(pod.pod(), pod);
  }

  static WorkerView worker(long attempt, int rank, State state) {
    return new WorkerView(
        "photos-a" + attempt + "-" + rank,
        "pod-" + attempt + "-" + rank,
        attempt,
        rank,
        state == State.UNSCHEDULED ? Optional.empty() : Optional.of("node-" + rank),
        state,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static WorkerView changed(
      WorkerView w, State state, Optional<String> trouble, Optional<Exit> exit) {
    return w.with()
        .node(state == State.UNSCHEDULED ? Optional.empty() : Optional.of("node-" + w.rank()))
        .state(state)
        .trouble(trouble)
        .exit(exit)
        .build();
  }

  static WorkerView disrupted(WorkerView w, String why) {
    return w.withDisruption(Optional.of(why));
  }

  static WorkerView deleted(WorkerView w, Instant at) {
    return w.withDeletedAt(Optional.of(at));
  }

  static WorkerView silent(WorkerView w, Instant since) {
    return w.withSilentSince(Optional.of(since));
  }
}
