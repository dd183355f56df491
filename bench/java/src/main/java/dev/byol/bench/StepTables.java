package dev.byol.bench;

import dev.byol.bench.BenchTable.Column;
import dev.byol.trainer.collective.forming.RendezvousException;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.engine.profile.ProfiledEngine;
import dev.byol.trainer.engine.profile.StepProfile;
import dev.byol.trainer.run.WorkerEnvironment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What steps cost, measured on one worker or several.
 *
 * @param environment variables of this process
 * @param workers processes that share out cores and batch, null for this one alone
 * @param cores threads of all workers
 * @param seconds time for each measurement
 */
record StepTables(
    Map<String, String> environment,
    Precision precision,
    Integer workers,
    int cores,
    double seconds) {

  /** Of worker 0: the median step, and native memory of activations and gradients. */
  private record Figures(double seconds, long arenaBytes) {}

  /** Seconds of a step of each. */
  BenchTable seconds(List<StepBench.Setting> settings) throws IOException, RendezvousException {
    try (Engine engine = engine()) {
      BenchTable table =
          BenchTable.of(
              BenchCommand.Part.STEP.toString(),
              (workers == null ? "" : workers + " workers, ")
                  + cores
                  + " threads, "
                  + engine.description(),
              new Column("seconds", "secondsPerStep", 3),
              new Column("pictures/s", "picturesPerSecond", 1),
              new Column("arena MiB", "arenaMebibytes", 0));
      for (StepBench.Setting setting : settings) {
        Figures found =
            measured(
                engine,
                setting,
                bench -> new Figures(bench.secondsPerStep(seconds), bench.arenaBytes()));
        table.add(
            "%s, %d px, batch %d"
                .formatted(setting.name(), setting.network().imageSize(), setting.batch()),
            found.seconds(),
            setting.batch() / found.seconds(),
            found.arenaBytes() / (double) (1 << 20));
      }
      return table;
    }
  }

  /** Which operations of a step the time of this process goes to. */
  BenchTable profile(StepBench.Setting setting) throws IOException, RendezvousException {
    Engine measured = engine();
    StepProfile profile = new StepProfile(measured.timer());
    try (Engine engine = new ProfiledEngine(measured, profile)) {
      String title =
          setting.name()
              + (workers == null ? "" : ", worker 0 of " + workers)
              + ", "
              + engine.description();
      return measured(
          engine, setting, bench -> StepProfileTable.measure(title, profile, bench, seconds));
    }
  }

  private Engine engine() {
    return Engines.choose(precision, EngineRequest.of(environment)).engine();
  }

  private <T> T measured(
      Engine engine, StepBench.Setting setting, Function<StepBench, T> measurement)
      throws IOException, RendezvousException {
    if (workers != null) {
      WorkerEnvironment own = WorkerEnvironment.from(environment, 1);
      return StepWorker.measure(engine, setting, workers, cores, own, seconds, measurement);
    }
    try (StepBench bench = new StepBench(engine, setting, cores)) {
      return measurement.apply(bench);
    }
  }
}
