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
  private int localBatch() {
    return (globalBatch + workers - 1) / workers;
  }

  /** Empty when a tensor would be larger than any can be. */
  private Optional<WorkerMemory> plan(int pictures) {
    try (Engine planning = engines.get()) {
      StepMemory steps =
          StepMemory.of(planning, network, globalBatch, pictures, lanes, evaluatedAtATime);
      return Optional.of(new WorkerMemory(pictures, steps, steps.parameters() / workers, heap));
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
                remedy(needed, limit)));
  }

  private String remedy(WorkerMemory needed, long limit) {
    int fits = largest(needed, limit);
    if (fits < 1) {
      return "not even one picture fits: use a smaller network (spec.network, spec.augmentation.imageSize), fewer workers on one machine, or more memory (in a cluster spec.workers.resources.limits.memory)";
    }
    int needs = (globalBatch + fits - 1) / fits;
    return "%d pictures a worker would fit: set spec.training.globalBatch to %d, or train with %d workers that have as much memory each (spec.workers.replicas), or with more memory (in a cluster spec.workers.resources.limits.memory)"
        .formatted(fits, fits * workers, needs);
  }

  /** The largest share that fits, by the line through two plans and a look at the result. */
  private int largest(WorkerMemory needed, long limit) {
    int few = Math.min(lanes, needed.pictures());
    WorkerMemory least = plan(few).orElse(needed);
    if (least.total() > limit || few == needed.pictures()) {
      return least.total() <= limit ? few : fewerThanLanes(few, limit);
    }
    double slope =
        (double) (needed.total() - least.total()) / (needed.pictures() - least.pictures());
    int guess = few + (int) ((limit - least.total()) / slope);
    for (int i = 0; i < TRIES && guess > few; i++) {
      guess -= guess % few;
      if (fits(guess, limit)) {
        return guess;
      }
      guess = Math.min(guess - few, (int) (0.97 * guess));
    }
    return few;
  }

  private int fewerThanLanes(int few, long limit) {
    for (int pictures = few - 1; pictures >= 1; pictures--) {
      if (fits(pictures, limit)) {
        return pictures;
      }
    }
    return 0;
  }

  private boolean fits(int pictures, long limit) {
    return plan(pictures).filter(planned -> planned.total() <= limit).isPresent();
  }
}
