package dev.byol.trainer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void aStepIsOneObjectOnOneLine() throws IOException {
    write(0, 0, 1);

    JsonNode line = JSON.readTree(lines().get(0));
    assertThat(lines()).hasSize(1);
    assertThat(line.get("step").asLong()).isZero();
    assertThat(line.get("loss").asDouble()).isEqualTo(3.5);
    assertThat(line.get("top1").asDouble()).isEqualTo(0.4142);
    assertThat(line.get("tau").asDouble()).isEqualTo(0.9962);
    assertThat(line.get("embeddingStd").asDouble()).isEqualTo(0.08);
  }

  @Test
  void whatWasNotMeasuredHasNoFieldAndWhatIsNotANumberIsNull() throws IOException {
    try (MetricsLog log = open(0)) {
      log.onStep(Steps.unlabelled(0, 10, Double.NaN));
    }

    JsonNode line = JSON.readTree(lines().get(0));
    assertThat(line.has("top1")).isFalse();
    assertThat(line.get("loss").isNull()).isTrue();
  }

  @Test
  void aResumeDropsTheStepsThatItRepeats() throws IOException {
    write(0, 0, 30);
    write(20, 20, 25);

    assertThat(steps()).containsExactlyElementsOf(LongStream.range(0, 25).boxed().toList());
  }

  @Test
  void aFreshRunStartsAnEmptyFile() throws IOException {
    write(0, 0, 30);
    write(0, 0, 2);

    assertThat(steps()).containsExactly(0L, 1L);
  }

  @Test
  void aFileCutAtAnyByteByAKillResumesWithWholeLinesOnly() throws IOException {
    write(0, 0, 12);
    byte[] whole = Files.readAllBytes(folder.resolve(MetricsLog.FILE));
    long seed = 20261123;
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      int cut = random.nextInt(whole.length + 1);
      Files.write(folder.resolve(MetricsLog.FILE), Arrays.copyOf(whole, cut));

      write(12, 12, 14);

      List<Long> steps = steps();
      long kept = newlines(whole, cut);
      assertThat(steps)
          .as("seed %d, cut at byte %d", seed, cut)
          .containsExactlyElementsOf(
              LongStream.concat(LongStream.range(0, kept), LongStream.range(12, 14))
                  .boxed()
                  .toList());
    }
  }

  @Test
  void damageInTheMiddleLosesThatLineOnly() throws IOException {
    write(0, 0, 3);
    String damaged =
        Files.readString(folder.resolve(MetricsLog.FILE)).replace("{\"step\":1,", "{\"st");
    Files.writeString(folder.resolve(MetricsLog.FILE), damaged);

    write(3, 3, 4);

    assertThat(steps()).containsExactly(0L, 2L, 3L);
  }

  @Test
  void aStepWrittenTwiceIsThereOnceAfterTheResume() throws IOException {
    write(0, 0, 3);
    Path file = folder.resolve(MetricsLog.FILE);
    Files.writeString(file, Files.readString(file), StandardOpenOption.APPEND);

    write(3, 3, 4);

    assertThat(steps()).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void linesReachTheFileBeforeACheckpointIsTaken() throws IOException {
    try (MetricsLog log = open(0);
        StepListener all = StepListener.all(List.of(new EveryNthStep(1, log)))) {
      all.onStep(Steps.step(0, 100));
      assertThat(lines()).isEmpty();

      all.onCheckpoint();

      assertThat(lines()).hasSize(1);
    }
  }

  @Test
  void linesReachTheFileAfterTheFlushIntervalWithoutAClose() throws IOException {
    try (MetricsLog log = open(0)) {
      log.onStep(Steps.step(0, 100));
      assertThat(lines()).isEmpty();

      nanos.addAndGet(Duration.ofSeconds(2).toNanos());
      log.onStep(Steps.step(1, 100));

      assertThat(steps()).containsExactly(0L, 1L);
    }
  }

  @Test
  void anEvaluationRepeatedByAResumeIsThereOnce() throws IOException {
    try (MetricsLog log = open(0)) {
      log.onEvaluation(new EvaluationRecord(0, Figures.of(0.1, 0.2, 0.3), 1));
      log.onEvaluation(new EvaluationRecord(10, Figures.of(0.4, 0.5, 0.6), 1));
      log.onEvaluation(new EvaluationRecord(20, Figures.of(0.4, 0.5, 0.6), 1));
    }
    try (MetricsLog log = open(10)) {
      log.onEvaluation(new EvaluationRecord(10, Figures.of(0.4, 0.5, 0.6), 1));
      log.onEvaluation(new EvaluationRecord(20, Figures.of(0.7, 0.8, 0.9), 1));
    }

    List<String> lines = Files.readAllLines(folder.resolve(MetricsLog.EVALUATIONS_FILE));
    assertThat(lines).hasSize(3);
    assertThat(lines.get(2)).contains("\"step\":20").contains("0.7");
  }

  @Test
  void thinnedMetricsKeepTheLastStep() throws IOException {
    try (var log = new EveryNthStep(10, open(0))) {
      for (long step = 0; step < 25; step++) {
        log.onStep(Steps.step(step, 25));
      }
    }

    assertThat(steps()).containsExactly(0L, 10L, 20L, 24L);
  }

  private MetricsLog open(long nextStep) throws IOException {
    return MetricsLog.open(folder, nextStep, Duration.ofSeconds(1), nanos::get);
  }

  private void write(long nextStep, long from, long to) throws IOException {
    try (MetricsLog log = open(nextStep)) {
      for (long step = from; step < to; step++) {
        log.onStep(Steps.step(step, 100));
      }
    }
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve(MetricsLog.FILE));
  }

  private List<Long> steps() throws IOException {
    List<Long> steps = new ArrayList<>();
    for (String line : lines()) {
      steps.add(JSON.readTree(line).get("step").asLong());
    }
    return steps;
  }

  private static long newlines(byte[] bytes, int end) {
    long count = 0;
    for (int i = 0; i < end; i++) {
      count += bytes[i] == '\n' ? 1 : 0;
    }
    return count;
  }
}
