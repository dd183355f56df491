package dev.byol.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.byol.bench.BenchTable.Column;
import dev.byol.trainer.engine.profile.StepProfile;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Which operations of a step the time goes to: CPU time of all lanes, for one step. */
final class StepProfileTable {
  private StepProfileTable() {}

  /**
   * Measures some steps of this process, those of its other workers are not in it.
   *
   * @param title of the table
   * @param profile of the engine that {@code bench} runs on
   * @param seconds how long, at least three steps
   */
  static BenchTable measure(String title, StepProfile profile, StepBench bench, double seconds) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    AtomicLong begin = new AtomicLong();
    int steps =
        bench.measure(
                seconds,
                () -> {
                  profile.clear();
                  begin.set(system.getProcessCpuTime());
                })
            .length;
    double all = (system.getProcessCpuTime() - begin.get()) / 1e9;
    return table(title, profile.rows(), all, steps);
  }

  private static BenchTable table(String title, List<StepProfile.Row> rows, double all, int steps) {
    BenchTable table =
        BenchTable.of(
            "profile",
            title,
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
        "all else: sums, waiting", 1e3 * (all - measured) / steps, 100 * (1 - measured / all), 0);
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
