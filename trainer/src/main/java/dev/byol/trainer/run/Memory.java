package dev.byol.trainer.run;

import dev.byol.api.resolved.DataFacts;
import dev.byol.api.resolved.NetworkSettings;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.eval.RawPixels;
import dev.byol.trainer.memory.HeapNeed;
import dev.byol.trainer.memory.Heaps;
import dev.byol.trainer.memory.HostMemory;
import dev.byol.trainer.memory.MachineMemory;
import dev.byol.trainer.memory.MemoryPlanner;
import dev.byol.trainer.memory.NotEnoughMemoryException;
import dev.byol.trainer.memory.WorkerMemory;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * The memory of an experiment's workers on this machine.
 *
 * @param planner of a worker
 * @param sharedBy workers that share the machine
 * @param here what the machine has
 */
public record Memory(MemoryPlanner planner, int sharedBy, MachineMemory here) {
  /** Classes of data that has not been opened, when nobody says: those of ImageNet. */
  private static final int CLASSES = 1000;

  /**
   * Of an experiment whose data need not be opened: as if it were large and labelled.
   *
   * @param spec with presets and defaults
   * @param environment environment variables of the workers
   * @param cores of this machine or container
   * @param sharedBy workers of the experiment on this machine
   */
  public static Memory of(
      ExperimentSpec spec, Map<String, String> environment, int cores, int sharedBy) {
    Integer classes = spec.data().classes();
    Integer lanes = spec.workers().lanes();
    return of(
        spec,
        new DataFacts(Integer.MAX_VALUE, classes == null ? CLASSES : classes),
        environment,
        spec.workers().replicas(),
        lanes == null ? Math.max(1, cores / sharedBy) : lanes,
        sharedBy,
        Function.identity());
  }

  /**
   * Of a worker that runs.
   *
   * @param workers of the experiment
   * @param lanes training threads of a worker
   * @param sharedBy workers of the experiment on this machine
   * @param heaps what becomes of heaps that are made to fit
   */
  static Memory of(
      ExperimentSpec spec,
      DataFacts facts,
      Map<String, String> environment,
      int workers,
      int lanes,
      int sharedBy,
      Function<Heaps, Heaps> heaps) {
    int imageSize = spec.augmentation().imageSize();
    ByolNetwork network =
        ByolNetwork.of(
            Networks.spec(NetworkSettings.of(spec.network()), imageSize, facts.classes()));
    boolean evaluates = facts.classes() > 0 && spec.data().validationUri() != null;
    int cells = RawPixels.cells(imageSize);
    IntFunction<HeapNeed> needs =
        pictures ->
            HeapNeed.of(
                pictures,
                imageSize,
                evaluates ? EvaluationPlan.batch(spec.evaluation().batchSize(), imageSize) : 0,
                evaluates
                    ? EvaluationPlan.mostPictures(
                        spec.evaluation(), facts.trainImages(), network.features())
                    : 0,
                Math.max(network.features(), cells * cells * 3));
    MachineMemory here = MachineMemory.here();
    MemoryPlanner planner =
        new MemoryPlanner(
            () ->
                Engines.planning(
                    Precision.valueOf(spec.precision().name()), EngineRequest.of(environment)),
            network,
            spec.training().globalBatch(),
            workers,
            lanes,
            GenerationRun.EVALUATED_AT_A_TIME,
            heaps.apply(Heaps.fitting(needs, here.forHeaps() / sharedBy)));
    return new Memory(planner, sharedBy, here);
  }

  /**
   * Refuses what does not fit, before anything is allocated.
   *
   * @throws NotEnoughMemoryException with what would fit
   */
  public WorkerMemory require() {
    return planner.require(here, sharedBy);
  }

  /** What is to be told when other programs hold what the workers of this machine will need. */
  Optional<String> scarcity(WorkerMemory needed) {
    return scarcity(needed, MachineMemory.free());
  }

  Optional<String> scarcity(WorkerMemory needed, OptionalLong free) {
    long all = sharedBy * needed.total();
    return free.isEmpty() || all <= free.getAsLong()
        ? Optional.empty()
        : Optional.of(
            "%s of memory may be needed here, and only %s are free now: if the kernel ends a program for want of memory, end others first, or use a smaller batch (spec.training.globalBatch)"
                .formatted(WorkerMemory.gib(all), WorkerMemory.gib(free.getAsLong())));
  }

  /**
   * The same for a worker with a GPU: of the machine's own memory alone.
   *
   * @throws NotEnoughMemoryException with what is needed
   */
  public HostMemory requireOnHost() {
    return planner.requireOnHost(here, sharedBy);
  }

  /**
   * For people: what a worker with this machine to itself needs, what there is, and what to ask a
   * cluster for.
   *
   * @throws NotEnoughMemoryException when it does not fit
   */
  public static String describe(ExperimentSpec spec, Map<String, String> environment, int cores) {
    Memory memory = of(spec, environment, cores, 1);
    if (spec.workers().gpusPerWorker() > 0) {
      HostMemory host = memory.requireOnHost();
      return "a worker with a GPU takes %s. What the GPU needs is not known here; in a cluster spec.workers.resources.limits.memory must be %dGi or more"
          .formatted(host.describe(), host.containerGib());
    }
    WorkerMemory needed = memory.require();
    int workers = spec.workers().replicas();
    return "a worker takes about %s here; %s has %s%s. In a cluster, where its heap is smaller, spec.workers.resources.limits.memory of %dGi is enough"
        .formatted(
            needed.describe(),
            memory.here.owner(),
            WorkerMemory.gib(memory.here.bytes()),
            workers == 1
                ? ""
                : ", and all %d workers on one would need %s"
                    .formatted(workers, WorkerMemory.gib(workers * needed.total())),
            needed.containerGib(memory.planner.heaps().needs().apply(needed.pictures())));
  }
}
