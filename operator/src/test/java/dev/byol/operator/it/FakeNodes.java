package dev.byol.operator.it;

import dev.byol.api.channel.CheckpointReport;
import dev.byol.api.channel.Control;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.LastWords;
import dev.byol.api.channel.LeaseAnnotations;
import dev.byol.api.channel.Progress;
import dev.byol.api.channel.ProgressBuilder;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.operator.model.Names;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Plays Job controller, kubelets and trainers of one namespace: pods of a Job run at once, report
 * steps, stop with a checkpoint when they are told to, and go when their Job has gone.
 */
final class FakeNodes implements AutoCloseable {
  private final KubernetesClient client;
  private final String namespace;
  private final Thread thread = new Thread(this::play, "fake nodes");
  private final Set<String> violations = new TreeSet<>();
  private volatile boolean open = true;

  FakeNodes(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
    thread.start();
  }

  /** What must never be and was seen all the same. */
  synchronized Set<String> violations() {
    return new TreeSet<>(violations);
  }

  private void play() {
    while (open) {
      try {
        tick();
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (KubernetesClientException e) {
        // The operator was faster; the next round sees what is left.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void tick() {
    List<Job> jobs = client.batch().v1().jobs().inNamespace(namespace).list().getItems();
    List<Pod> pods = client.pods().inNamespace(namespace).list().getItems();
    removeOrphans(jobs, pods);
    watch(pods);
    if (!jobs.isEmpty()) {
      List<Lease> leases = client.leases().inNamespace(namespace).list().getItems();
      jobs.forEach(job -> play(job, pods, leases));
    }
  }

  private void removeOrphans(List<Job> jobs, List<Pod> pods) {
    for (Pod pod : pods) {
      boolean orphan =
          jobs.stream()
              .noneMatch(
                  job -> pod.getMetadata().getName().startsWith(job.getMetadata().getName() + "-"));
      if (orphan) {
        client.resource(pod).withGracePeriod(0).delete();
      }
    }
  }

  private void watch(List<Pod> pods) {
    long running =
        pods.stream()
            .filter(p -> p.getStatus() != null && "Running".equals(p.getStatus().getPhase()))
            .map(p -> p.getMetadata().getLabels().get(Names.ATTEMPT))
            .distinct()
            .count();
    if (running > 1) {
      synchronized (this) {
        violations.add("two attempts ran at once");
      }
    }
  }

  private void play(Job job, List<Pod> pods, List<Lease> leases) {
    int world = job.getSpec().getCompletions();
    for (int rank = 0; rank < world; rank++) {
      if (pod(pods, job, rank).isEmpty()) {
        run(job, rank);
      }
    }
    leases.stream()
        .filter(lease -> named(lease, leaseOf(job)))
        .findFirst()
        .ifPresent(lease -> obey(lease, job, pods));
  }

  /** A former operator told its workers alone. */
  private static String leaseOf(Job job) {
    return Optional.ofNullable(job.getMetadata().getAnnotations().get(Names.LEASE))
        .orElseGet(() -> job.getMetadata().getLabels().get(Names.EXPERIMENT));
  }

  private void obey(Lease lease, Job job, List<Pod> pods) {
    Control control =
        Control.parse(lease.getMetadata().getAnnotations().get(LeaseAnnotations.CONTROL));
    long attempt = Long.parseLong(job.getMetadata().getLabels().get(Names.ATTEMPT));
    if (control.attempt() != attempt) {
      return;
    }
    report(lease, control);
    if (control.action() == Control.Action.STOP) {
      for (int rank = 0; rank < job.getSpec().getCompletions(); rank++) {
        int ended = rank;
        pod(pods, job, rank).ifPresent(pod -> end(pod, attempt, ended));
      }
    }
  }

  private static Optional<Pod> pod(List<Pod> pods, Job job, int rank) {
    return pods.stream()
        .filter(pod -> named(pod, job.getMetadata().getName() + "-" + rank))
        .findFirst();
  }

  private static boolean named(HasMetadata object, String name) {
    return object.getMetadata().getName().equals(name);
  }

  private void run(Job job, int rank) {
    Pod pod =
        client
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(job.getMetadata().getName() + "-" + rank)
                    .withLabels(job.getSpec().getTemplate().getMetadata().getLabels())
                    .addToLabels("batch.kubernetes.io/job-completion-index", "" + rank)
                    .addNewOwnerReference()
                    .withApiVersion("batch/v1")
                    .withKind("Job")
                    .withName(job.getMetadata().getName())
                    .withUid(job.getMetadata().getUid())
                    .withController(true)
                    .endOwnerReference()
                    .endMetadata()
                    .withSpec(job.getSpec().getTemplate().getSpec())
                    .editSpec()
                    .withNodeName("node-" + rank)
                    .endSpec()
                    .build())
            .create();
    status(
        pod,
        "Running",
        new ContainerStateBuilder()
            .withNewRunning()
            .withStartedAt(Instant.now().toString())
            .endRunning()
            .build());
  }

  private void end(Pod pod, long attempt, int rank) {
    if ("Failed".equals(pod.getStatus().getPhase())) {
      return;
    }
    String words =
        new LastWords(ExitCode.STOPPED, rank, attempt, 120L, null, null, null, null).json();
    status(
        pod,
        "Failed",
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(ExitCode.STOPPED.status())
            .withReason("Error")
            .withMessage(words)
            .withFinishedAt(Instant.now().toString())
            .endTerminated()
            .build());
  }

  private void status(Pod pod, String phase, ContainerState state) {
    pod.setStatus(
        new PodStatusBuilder()
            .withPhase(phase)
            .addNewContainerStatus()
            .withName(Names.CONTAINER)
            .withImage("trainer")
            .withImageID("trainer")
            .withReady("Running".equals(phase))
            .withRestartCount(0)
            .withState(state)
            .endContainerStatus()
            .build());
    client.resource(pod).updateStatus();
  }

  private void report(Lease lease, Control control) {
    String told = lease.getMetadata().getAnnotations().get(LeaseAnnotations.PROGRESS);
    if (told != null && Progress.parse(told).attempt() == control.attempt()) {
      return;
    }
    var checkpoint =
        new CheckpointReport(100, "/data/runs/100", Instant.parse("2026-01-01T00:00:00Z"), 10L);
    var progress =
        ProgressBuilder.builder()
            .attempt(control.attempt())
            .acknowledged(control.generation())
            .phase(WorkerPhase.TRAINING)
            .step(120)
            .activity(0)
            .maxSteps(300L)
            .scheduleSteps(300L)
            .epoch(1.0)
            .loss(0.4)
            .learningRate(0.1)
            .targetDecay(0.99)
            .top1(0.3)
            .imagesPerSecond(500.0)
            .etaSeconds(60L)
            .embeddingStd(0.9)
            .checkpoint(checkpoint)
            .build();
    var patch = new Lease();
    patch.setMetadata(
        new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(lease.getMetadata().getName())
            .addToAnnotations(LeaseAnnotations.PROGRESS, progress.json())
            .build());
    client
        .resource(patch)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(LeaseAnnotations.WORKER_FIELD_MANAGER)
                .withForce(true)
                .build());
  }

  @Override
  public void close() {
    open = false;
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
