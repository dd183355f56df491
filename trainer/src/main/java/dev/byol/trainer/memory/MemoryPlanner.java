package dev.byol.trainer.memory;

import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.StepMemory;
import dev.byol.trainer.engine.Engine;
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
 * @param heap the largest size of the Java heap
 */
public record MemoryPlanner(
    Supplier<Engine> engines,
    ByolNetwork network,
    int globalBatch,
    int workers,
    int lanes,
    int evaluatedAtATime,
    long heap) {
  private static final int TRIES = 6;

  /** Pictures of the largest share. */
  public int localBatch() {
    return (globalBatch + workers - 1) / workers;
  }

  /** Of a worker with the largest share. */
  public WorkerMemory plan() {
    return plan(localBatch());
  }

  private WorkerMemory plan(int pictures) {
    try (Engine planning = engines.get()) {
      StepMemory steps =
          StepMemory.of(planning, network, globalBatch, pictures, lanes, evaluatedAtATime);
      return new WorkerMemory(pictures, steps, steps.parameters() / workers, heap);
    } catch (ArithmeticException e) {
      throw new NotEnoughMemoryException(
          "%d pictures a worker on %d lanes need tensors of more than 2^31 values; use more workers (spec.workers.replicas), more lanes, or lower spec.training.globalBatch"
              .formatted(pictures, lanes));
    }
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
    WorkerMemory needed = plan();
    long limit = here.bytes() / sharedBy;
    if (needed.total() <= limit) {
      return needed;
    }
    throw new NotEnoughMemoryException(
        "a worker needs %s, and %s has %s%s; %s"
            .formatted(
                needed.describe(),
                here.owner(),
                WorkerMemory.gib(here.bytes()),
                sharedBy == 1 ? "" : " for %d workers".formatted(sharedBy),
                remedy(needed, limit)));
  }

  private String remedy(WorkerMemory needed, long limit) {
    int fits = largest(needed, limit);
    if (fits < 1) {
      return "not even one picture fits: use a smaller network (spec.network, spec.augmentation.imageSize), fewer workers on one machine, or more memory";
    }
    int needs = (globalBatch + fits - 1) / fits;
    return "%d pictures a worker would fit: set spec.training.globalBatch to %d, or train with %d workers that have as much memory each (spec.workers.replicas), or with more memory (in a cluster spec.workers.resources.limits.memory)"
        .formatted(fits, fits * workers, needs);
  }

  /** The largest share that fits, by the line through two plans and a look at the result. */
  private int largest(WorkerMemory needed, long limit) {
    int few = Math.min(lanes, needed.pictures());
    WorkerMemory least = plan(few);
    if (least.total() > limit || few == needed.pictures()) {
      return least.total() <= limit ? few : fewerThanLanes(few, limit);
    }
    double slope =
        (double) (needed.total() - least.total()) / (needed.pictures() - least.pictures());
    int guess = few + (int) ((limit - least.total()) / slope);
    for (int i = 0; i < TRIES && guess > few; i++) {
      guess -= guess % few;
      if (plan(guess).total() <= limit) {
        return guess;
      }
      guess = Math.min(guess - few, (int) (0.97 * guess));
    }
    return few;
  }

  private int fewerThanLanes(int few, long limit) {
    for (int pictures = few - 1; pictures >= 1; pictures--) {
      if (plan(pictures).total() <= limit) {
        return pictures;
      }
    }
    return 0;
  }
}
