package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.spec.field.SpecField;
import dev.byol.api.status.Phase;
import dev.byol.operator.refusal.Refusal;
import dev.byol.operator.serve.Metric;
import dev.byol.operator.signal.ConditionType;
import dev.byol.operator.signal.EventReason;
import dev.byol.operator.signal.Severity;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The page of conditions, events and metrics is that of their enums; {@code -Ddocs.write=true}
 * writes it anew.
 */
class SignalsReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "signals.md");

  @Test
  void thePageOfSignalsIsThatOfTheEnums() throws IOException {
    String text =
        """
        # Conditions, events and metrics

        Written by `SignalsReferenceTest` of `operator` from its enums.

        ## Phases
        `status.phase` is one of %s.

        ## Conditions
        Each has a reason, which is one word, and a message for people. `kubectl describe byol NAME` shows them.

        | condition | when it is `True` |
        | --- | --- |
        %s
        ## Events
        Their reason is a word of the next three tables, or of the [ends of attempts](ends.md#reasons-for-the-end-of-an-attempt).
        `StorageUnavailable` and `StorageRefused` are told too while workers wait for the storage and train on.

        | event | type | when |
        | --- | --- | --- |
        %s
        ### Pods that cannot start
        Waited for, with a bound where another node may do better; the same words are reasons of `Scheduled`, `Running` and `Progressing`.

        | event | what Kubernetes says |
        | --- | --- |
        %s
        ### What the API server refuses
        Tried again at growing pauses; the same words are reasons of `Degraded` and labels of `byol_refusals_total`. The last column says
        whether they are told on the experiment, or counted alone.

        | event | when | told |
        | --- | --- | --- |
        %s
        ## Metrics
        At `/metrics` of the operator, beside those of the Java Operator SDK and of the JVM. None is by experiment.

        | metric | labels | what |
        | --- | --- | --- |
        %s"""
            .formatted(
                SpecField.words(Phase.class).stream()
                    .map(word -> "`" + word + "`")
                    .collect(Collectors.joining(", ")),
                rows(
                    ConditionType.values(),
                    type -> "| `%s` | %s |%n".formatted(type.word(), type.meaning())),
                rows(
                    EventReason.values(),
                    event ->
                        "| `%s` | %s | %s |%n"
                            .formatted(
                                event.word(),
                                event.severity() == Severity.NORMAL ? "Normal" : "Warning",
                                event.meaning())),
                rows(
                    StartTrouble.values(),
                    trouble ->
                        "| `%s` | %s |%n"
                            .formatted(
                                trouble.reason(),
                                trouble.words().isEmpty()
                                    ? "anything else"
                                    : trouble.words().stream()
                                        .map(word -> "`" + word + "`")
                                        .collect(Collectors.joining(", ")))),
                rows(
                    Refusal.Kind.values(),
                    kind ->
                        "| `%s` | %s | %s |%n"
                            .formatted(
                                kind.word(), kind.meaning(), kind.isPassing() ? "no" : "yes")),
                rows(
                    Metric.values(),
                    metric ->
                        "| `%s` | %s | %s |%n"
                            .formatted(
                                exported(metric),
                                metric.labels().stream()
                                    .map(label -> "`" + label + "`")
                                    .collect(Collectors.joining(", ")),
                                metric.meaning())));
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, text);
    }
    assertThat(PAGE)
        .as(
            "write it anew: ./mvnw -pl operator -am test -Dtest=SignalsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -DargLine=-Ddocs.write=true")
        .hasContent(text);
  }

  /** Its name at {@code /metrics}. */
  private static String exported(Metric metric) {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    switch (metric.type()) {
      case GAUGE -> registry.gauge(metric.key(), 1);
      case COUNTER -> registry.counter(metric.key());
      case TIMER -> registry.timer(metric.key());
      default -> throw new AssertionError(metric + " is of a type that this test does not know");
    }
    String type = registry.scrape().lines().filter(l -> l.startsWith("# TYPE ")).findFirst().get();
    return type.split(" ")[2];
  }

  private static <E> String rows(E[] values, Function<E, String> row) {
    return Arrays.stream(values).map(row).collect(Collectors.joining());
  }
}
