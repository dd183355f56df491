package dev.byol.operator.serve;

import dev.byol.api.spec.field.SpecField;
import dev.byol.api.status.EndedAttempt;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.api.status.Phase;
import dev.byol.operator.decide.Decision;
import dev.byol.operator.observe.Observation;
import dev.byol.operator.refusal.Refusal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a person wants to watch and be woken by: experiments by phase, ends of attempts by reason,
 * time to recover. No series is by experiment, so their number does not grow with use.
 */
public final class ExperimentMetrics {
  private final MeterRegistry registry;
  private volatile Supplier<Stream<ExperimentStatus>> experiments = Stream::empty;

  /** Registers the metrics. */
  public ExperimentMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Phase phase : Phase.values()) {
      Gauge.builder(Metric.EXPERIMENTS.key(), () -> count(phase))
          .tag("phase", SpecField.word(phase))
          .description(Metric.EXPERIMENTS.meaning())
          .register(registry);
    }
  }

  /** Says where the statuses of all experiments are to be read. */
  public void countFrom(Supplier<Stream<ExperimentStatus>> statuses) {
    experiments = statuses;
  }

  /** Counts what a decision, once written, has changed. */
  public void observe(Observation seen, Decision decision) {
    ExperimentStatus before = seen.status();
    ExperimentStatus now = decision.status();
    newest(now.attempts()).stream()
        .filter(end -> !before.attempts().contains(end))
        .forEach(end -> ended(end));
    boolean recovered =
        before.phase() != Phase.RUNNING
            && now.phase() == Phase.RUNNING
            && !now.attempts().isEmpty()
            && !"Planned".equals(now.attempts().get(0).charge());
    if (recovered) {
      Timer.builder(Metric.RECOVERY.key())
          .description(Metric.RECOVERY.meaning())
          .publishPercentileHistogram()
          .minimumExpectedValue(Duration.ofSeconds(1))
          .maximumExpectedValue(Duration.ofHours(1))
          .register(registry)
          .record(Duration.between(now.attempts().get(0).endedAt(), seen.now()));
    }
  }

  /** Counts what the API server refused. */
  public void refused(Refusal refusal) {
    registry.counter(Metric.REFUSALS.key(), "reason", refusal.kind().word()).increment();
  }

  private void ended(EndedAttempt end) {
    registry
        .counter(Metric.ATTEMPTS_ENDED.key(), "reason", end.endedBy(), "charge", end.charge())
        .increment();
  }

  private static List<EndedAttempt> newest(List<EndedAttempt> attempts) {
    return attempts.isEmpty() ? List.of() : List.of(attempts.get(0));
  }

  private double count(Phase phase) {
    return experiments.get().filter(status -> status.phase() == phase).count();
  }
}
