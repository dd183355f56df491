package dev.byol.trainer.memory;

import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.StepMemory;
import dev.byol.trainer.engine.Engine;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Plans a worker's memory by the planner that steps go by, for its share of the batch or another.
 *
 * @param engines engines for planning; each is closed after its plan
 * @param network what is trained
 * @param globalBatch pictures of a step over all workers
 * @param workers of the experiment
 * @param lanes training threads of a worker
 * @param evaluatedAtATime pictures that each lane takes features of at a time
 * @param heaps the Java heap by pictures of a share
 */
public record MemoryPlanner(
    Supplier<Engine> engines,
    ByolNetwork network,
    int globalBatch,
    int workers,
    int lanes,
    int evaluatedAtATime,
    Heaps heaps) {
  /** The largest size of the Java heap, in bytes. */
  public long heap() {
    return heaps.of(localBatch());
  }

  /** What a worker needs of the machine's own memory when its tensors lie on a GPU. */
  public HostMemory onHost() {
    return HostMemory.of(network.layout().length(), workers, heaps.needs().apply(localBatch()));
  }

  /**
   * Refuses a worker with a GPU for which the machine's own memory is too small.
   *
   * @param here memory of the machine or container
   * @param sharedBy workers that share it
   * @throws NotEnoughMemoryException with what is needed
   */
  public HostMemory requireOnHost(MachineMemory here, int sharedBy) {
    HostMemory needed = onHost();
    if (needed.total() > here.bytes() / sharedBy || !heaps.hold(localBatch())) {
      throw new NotEnoughMemoryException(
          "a worker with a GPU needs %s, and %s has %s%s with a Java heap of %s; give it more memory (in a cluster spec.workers.resources.limits.memory of %dGi or more), or use a smaller batch (spec.training.globalBatch) or more workers (spec.workers.replicas)"
              .formatted(
                  needed.describe(),
                  here.owner(),
                  WorkerMemory.gib(here.bytes()),
                  sharedBy == 1 ? "" : " for %d workers".formatted(sharedBy),
                  WorkerMemory.gib(heap()),
                  needed.containerGib()));
    }
    return needed;
  }

  /** Pictures of the largest share. */
  private int localBatch() {
    return (globalBatch + workers - 1) / workers;
  }

  /** Empty when a tensor would be larger than any can be. */
  private Optional<WorkerMemory> plan(int pictures) {
    try (Engine planning = engines.get()) {
      StepMemory steps =
          StepMemory.of(planning, network, globalBatch, pictures, lanes, evaluatedAtATime);
      return Optional.of(
          new WorkerMemory(pictures, steps, steps.parameters() / workers, heaps.of(pictures)));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The plan of the largest share, of halves of {@code pictures}, whose tensors can be. */
  private WorkerMemory plannable(int pictures) {
    Optional<WorkerMemory> planned = Optional.empty();
    for (int half = pictures / 2; planned.isEmpty() && half > 0; half /= 2) {
      planned = plan(half);
    }
    return planned.orElseThrow(
        () ->
            new NotEnoughMemoryException(
                "one picture needs tensors larger than 2 GiB; lower spec.augmentation.imageSize or spec.network.widthMultiplier"));
  }

  private NotEnoughMemoryException tooLarge(WorkerMemory smaller) {
    return new NotEnoughMemoryException(
        "%d pictures a worker on %d lanes need tensors larger than 2 GiB; %d pictures would need %s: set spec.training.globalBatch to %d, or use more workers (spec.workers.replicas) or lanes (spec.workers.lanes)"
            .formatted(
                localBatch(),
                lanes,
                smaller.pictures(),
                WorkerMemory.gib(smaller.total()),
                smaller.pictures() * workers));
  }

  /**
   * Refuses what does not fit.
   *
   * @param here memory of the machine or container
   * @param sharedBy workers that share it
   * @return what is needed
   * @throws NotEnoughMemoryException with what would fit
   */
  public WorkerMemory require(MachineMemory here, int sharedBy) {
    long limit = here.bytes() / sharedBy;
    Optional<WorkerMemory> planned = plan(localBatch());
    if (planned.isPresent() && planned.get().total() <= limit) {
      if (!heaps.hold(localBatch())) {
        throw smallHeap(limit);
      }
      return planned.get();
    }
    WorkerMemory needed = planned.orElseGet(() -> plannable(localBatch()));
    if (needed.total() <= limit) {
      throw tooLarge(needed);
    }
    throw new NotEnoughMemoryException(
        "a worker needs %s%s, and %s has %s%s; %s"
            .formatted(
                planned.isPresent() ? "" : "more than ",
                needed.describe(),
                here.owner(),
                WorkerMemory.gib(here.bytes()),
                sharedBy == 1 ? "" : " for %d workers".formatted(sharedBy),
                remedy(limit)));
  }

  private NotEnoughMemoryException smallHeap(long limit) {
    long least = heaps.needs().apply(localBatch()).least();
    return new NotEnoughMemoryException(
        "the batches and features of a worker need a Java heap of %s, and it has %s; set BYOL_JAVA_OPTS=-Xmx%dm (JDK_JAVA_OPTIONS in a container), or: %s"
            .formatted(
                WorkerMemory.gib(least),
                WorkerMemory.gib(heap()),
                (least >> 20) + 1,
                remedy(limit)));
  }

  private String remedy(long limit) {
    int fits = largest(limit);
    if (fits < 1) {
      return "not even one picture fits: use a smaller network (spec.network, spec.augmentation.imageSize), fewer workers on one machine, or more memory (in a cluster spec.workers.resources.limits.memory)";
    }
    int needs = (globalBatch + fits - 1) / fits;
    return "%d pictures a worker would fit: set spec.training.globalBatch to %d, or train with %d workers that have as much memory each (spec.workers.replicas), or with more memory (in a cluster spec.workers.resources.limits.memory)"
        .formatted(fits, fits * workers, needs);
  }

  /**
   * The largest share that fits, in whole pictures a lane where that is one or more; 0 for none.
   */
  private int largest(long limit) {
    int step = Math.min(lanes, localBatch());
    if (!fits(step, limit)) {
      int pictures = step - 1;
      while (pictures > 0 && !fits(pictures, limit)) {
        pictures--;
      }
      return pictures;
    }
    int fitting = 1;
    int tooMany = localBatch() / step + 1;
    while (tooMany - fitting > 1) {
      int middle = (fitting + tooMany) / 2;
      if (fits(middle * step, limit)) {
        fitting = middle;
      } else {
        tooMany = middle;
      }
    }
    return fitting * step;
  }

  private boolean fits(int pictures, long limit) {
    return heaps.hold(pictures)
        && plan(pictures).filter(planned -> planned.total() <= limit).isPresent();
  }
}
