package dev.byol.bench;

import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.collective.forming.Rendezvous;
import dev.byol.trainer.collective.forming.RendezvousException;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.run.WorkerEnvironment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Steps of several worker processes on this machine, each with its share of batch and cores. */
final class StepWorker {

  private StepWorker() {}

  /**
   * The main class of the workers other than 0.
   *
   * @param arguments name of the network, seconds to measure
   */
  public static void main(String[] arguments) throws RendezvousException {
    EngineRequest request = EngineRequest.of(System.getenv());
    try (Engine engine = Engines.choose(Precision.FLOAT32, request).engine()) {
      StepBench.Setting setting = StepBench.Setting.named(arguments[0]).orElseThrow();
      double seconds = Double.parseDouble(arguments[1]);
      work(engine, System.getenv(), setting, bench -> bench.secondsPerStep(seconds));
    } catch (PeerLostException e) {
      // The benchmark has ended, or somebody has ended it: worker 0 says so if need be.
      System.exit(1);
    }
  }

  /**
   * Starts the other workers, measures, and ends them; this process is worker 0.
   *
   * @param workers number of workers, at least 2
   * @param cores of this machine, shared out among them
   * @param seconds time the others measure, as {@code measurement} does
   */
  static <T> T measure(
      Engine engine,
      StepBench.Setting setting,
      int workers,
      int cores,
      WorkerEnvironment own,
      double seconds,
      Function<StepBench, T> measurement)
      throws IOException, RendezvousException {
    try (BenchWorkers all = new BenchWorkers(workers, cores, own.transport())) {
      all.start(StepWorker.class, List.of(setting.name(), Double.toString(seconds)));
      return work(engine, all.own(), setting, measurement);
    }
  }

  private static <T> T work(
      Engine engine,
      Map<String, String> variables,
      StepBench.Setting setting,
      Function<StepBench, T> measurement)
      throws RendezvousException {
    WorkerEnvironment place = WorkerEnvironment.from(variables, 1);
    try (Collective workers =
            new Rendezvous(place.rendezvous(Bounds.DEFAULT_FAILURE_DETECTION), warning -> {})
                .join();
        StepBench bench = new StepBench(engine, setting, place.cores(), workers)) {
      return measurement.apply(bench);
    }
  }
}
