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
import dev.byol.trainer.memory.MachineMemory;
import dev.byol.trainer.memory.MemoryPlanner;
import dev.byol.trainer.memory.NotEnoughMemoryException;
import dev.byol.trainer.memory.WorkerMemory;
import java.util.Map;

/**
 * The memory of an experiment's workers on this machine.
 *
 * @param planner of a worker
 * @param heapNeed what its heap must hold
 * @param sharedBy workers that share the machine
 * @param here what the machine has
 */
public record Memory(MemoryPlanner planner, HeapNeed heapNeed, int sharedBy, MachineMemory here) {
  /** A heap that fits. */
  static final long FITTING = 0;

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
        FITTING);
  }

  /**
   * Of a worker that runs.
   *
   * @param workers of the experiment
   * @param lanes training threads of a worker
   * @param sharedBy workers of the experiment on this machine
   * @param heap of a worker, in bytes, or {@link #FITTING}
   */
  static Memory of(
      ExperimentSpec spec,
      DataFacts facts,
      Map<String, String> environment,
      int workers,
      int lanes,
      int sharedBy,
      long heap) {
    int imageSize = spec.augmentation().imageSize();
    int localBatch = (spec.training().globalBatch() + workers - 1) / workers;
    ByolNetwork network =
        ByolNetwork.of(
            Networks.spec(NetworkSettings.of(spec.network()), imageSize, facts.classes()));
    boolean evaluates = facts.classes() > 0 && spec.data().validationUri() != null;
    int cells = RawPixels.cells(imageSize);
    HeapNeed need =
        HeapNeed.of(
            localBatch,
            imageSize,
            evaluates ? spec.evaluation().batchSize() : 0,
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
            heap == FITTING ? need.heap(here.forHeaps() / sharedBy) : heap);
    return new Memory(planner, need, sharedBy, here);
  }

  /**
   * Refuses what does not fit, before anything is allocated.
   *
   * @throws NotEnoughMemoryException with what would fit
   */
  public WorkerMemory require() {
    if (heapNeed.least() > planner.heap()) {
      throw new NotEnoughMemoryException(
          "the batches and features of a worker need a Java heap of %s, and it has %s; set BYOL_JAVA_OPTS=-Xmx%dm (JDK_JAVA_OPTIONS in a container), give a container more memory, or use more workers or a smaller batch"
              .formatted(
                  WorkerMemory.gib(heapNeed.least()),
                  WorkerMemory.gib(planner.heap()),
                  (heapNeed.least() >> 20) + 1));
    }
    return planner.require(here, sharedBy);
  }

  /**
   * For people: what a worker with this machine to itself needs, what there is, and what to ask a
   * cluster for.
   *
   * @throws NotEnoughMemoryException when it does not fit
   */
  public static String describe(ExperimentSpec spec, Map<String, String> environment, int cores) {
    if (spec.workers().gpusPerWorker() > 0) {
      return "not planned for workers with GPUs, whose memory is not known here";
    }
    Memory memory = of(spec, environment, cores, 1);
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
            needed.containerGib(memory.heapNeed));
  }
}
