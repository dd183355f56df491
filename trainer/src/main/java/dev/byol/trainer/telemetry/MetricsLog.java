package dev.byol.trainer.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * {@value #FILE}: one JSON object a step, in order, no step twice, also after a resume; and {@value
 * #EVALUATIONS_FILE} likewise for the evaluations. A value that was not measured has no field; one
 * that is not a number is null.
 *
 * <p>Lines are handed to the operating system at least once a flush interval and before each
 * checkpoint, so that a killed process loses no more than that; what it lost is written again,
 * since the resumed run repeats those steps. Lines that cannot be written are kept until they can.
 */
public final class MetricsLog implements StepListener {
  /** One object a step: {@value}. */
  public static final String FILE = "metrics.jsonl";

  /** One object an evaluation: {@value}. */
  public static final String EVALUATIONS_FILE = "evaluations.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final LineFile steps;
  private final LineFile evaluations;
  private final long flushNanos;
  private final LongSupplier nanoTime;
  private long lastEvaluation;
  private long lastFlush;
  private boolean closed;

  private MetricsLog(
      LineFile steps,
      LineFile evaluations,
      long lastEvaluation,
      Duration flush,
      LongSupplier nanoTime) {
    this.steps = steps;
    this.lastEvaluation = lastEvaluation;
    this.evaluations = evaluations;
    this.flushNanos = flush.toNanos();
    this.nanoTime = nanoTime;
    this.lastFlush = nanoTime.getAsLong();
  }

  /**
   * Opens both files for a run that does {@code nextStep} next: lines of that step and later ones,
   * and a last line torn by a crash, are dropped.
   *
   * @param folder the run folder; made when missing
   * @param nextStep 0 for a fresh run
   * @param flush longest time that a line is held back
   * @param nanoTime a clock like {@link System#nanoTime}
   * @throws IOException when a file cannot be read or written
   */
  public static MetricsLog open(Path folder, long nextStep, Duration flush, LongSupplier nanoTime)
      throws IOException {
    Files.createDirectories(folder);
    Path stepFile = folder.resolve(FILE);
    Path evaluationFile = folder.resolve(EVALUATIONS_FILE);
    JsonLines.keepBelow(stepFile, nextStep);
    // An evaluation at step s is of the network before step s: a resume at s does not repeat it.
    long lastEvaluation = JsonLines.keepBelow(evaluationFile, nextStep == 0 ? 0 : nextStep + 1);
    LineFile steps = LineFile.append(stepFile);
    try {
      return new MetricsLog(
          steps, LineFile.append(evaluationFile), lastEvaluation, flush, nanoTime);
    } catch (IOException e) {
      steps.close();
      throw e;
    }
  }

  @Override
  public void onStep(StepRecord step) {
    ObjectNode line = JSON.createObjectNode();
    line.put("step", step.step());
    line.put("epoch", step.epoch());
    put(line, "loss", step.regressionLoss());
    put(line, "probeLoss", step.probeLoss());
    put(line, "top1", step.top1());
    put(line, "lr", step.learningRate());
    put(line, "tau", step.targetDecay());
    put(line, "embeddingStd", step.embeddingStd());
    put(line, "imagesPerSecond", step.imagesPerSecond());
    put(line, "dataWaitShare", step.dataWaitShare());
    put(line, "seconds", step.seconds());
    write(steps, line);
    long now = nanoTime.getAsLong();
    if (now - lastFlush >= flushNanos || step.done() == step.totalSteps()) {
      lastFlush = now;
      flush();
    }
  }

  @Override
  public void onEvaluation(EvaluationRecord evaluation) {
    if (evaluation.step() <= lastEvaluation) {
      return;
    }
    lastEvaluation = evaluation.step();
    ObjectNode line = JSON.createObjectNode();
    line.put("step", evaluation.step());
    put(line, "online", evaluation.figures().online());
    put(line, "linear", evaluation.figures().linear());
    put(line, "knn", evaluation.figures().knn());
    put(line, "fewLabels", evaluation.figures().fewLabels());
    put(line, "seconds", evaluation.seconds());
    write(evaluations, line);
    flush();
  }

  @Override
  public void onCheckpoint() {
    flush();
  }

  /** Hands all lines to the operating system. */
  private void flush() {
    steps.flush();
    evaluations.flush();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    steps.close();
    evaluations.close();
  }

  private static void write(LineFile file, ObjectNode line) {
    try {
      file.add(JSON.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers are always JSON", e);
    }
  }

  private static void put(ObjectNode line, String name, OptionalDouble value) {
    if (value.isPresent()) {
      put(line, name, value.getAsDouble());
    }
  }

  private static void put(ObjectNode line, String name, double value) {
    if (Double.isFinite(value)) {
      line.put(name, value);
    } else {
      line.putNull(name);
    }
  }
}
