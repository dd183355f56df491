package dev.byol.trainer.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.byol.trainer.cli.BenchTable.Column;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.engine.profile.ProfiledEngine;
import dev.byol.trainer.engine.profile.StepProfile;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which operations of a step the time goes to: CPU time of all lanes, for one step. */
final class StepProfileTable {
  private StepProfileTable() {}

  /**
   * Measures some steps.
   *
   * @param seconds how long, at least three steps
   */
  static BenchTable measure(
      StepBench.Setting setting,
      int cores,
      Precision precision,
      EngineRequest request,
      double seconds) {
    StepProfile profile = new StepProfile();
    try (Engine engine = new ProfiledEngine(Engines.choose(precision, request).engine(), profile);
        StepBench bench = new StepBench(engine, setting, cores)) {
      for (int i = 0; i < StepBench.WARM_UP; i++) {
        bench.step();
      }
      profile.clear();
      OperatingSystemMXBean system =
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      long cpu = system.getProcessCpuTime();
      long start = System.nanoTime();
      int steps = 0;
      while (steps < 3 || System.nanoTime() - start < seconds * 1e9) {
        bench.step();
        steps++;
      }
      double all = (system.getProcessCpuTime() - cpu) / 1e9;
      return table(setting, engine.description(), profile.rows(), all, steps);
    }
  }

  private static BenchTable table(
      StepBench.Setting setting, String engine, List<StepProfile.Row> rows, double all, int steps) {
    BenchTable table =
        BenchTable.of(
            "profile",
            setting.name() + ", " + engine,
            new Column("ms CPU/step", "cpuMillisecondsPerStep", 2),
            new Column("%", "percent", 1),
            new Column("calls/step", "callsPerStep", 0));
    Map<StepProfile.Kind, Double> kinds = new EnumMap<>(StepProfile.Kind.class);
    double measured = 0;
    for (StepProfile.Row row : rows) {
      kinds.merge(row.kind(), row.seconds(), Double::sum);
      measured += row.seconds();
    }
    kinds.forEach(
        (kind, taken) ->
            table.add(kind.title() + ", all", 1e3 * taken / steps, 100 * taken / all, 0));
    table.add(
        "all else: input, loss, optimiser",
        1e3 * (all - measured) / steps,
        100 * (1 - measured / all),
        0);
    for (StepProfile.Row row : rows) {
      table.add(
          "%s %s, %s".formatted(row.kind().title(), row.detail(), row.pass()),
          1e3 * row.seconds() / steps,
          100 * row.seconds() / all,
          (double) row.calls() / steps);
    }
    return table;
  }
}
