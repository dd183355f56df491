package dev.byol.api.channel;

import dev.byol.api.text.Texts;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Objects;

/**
 * How far an attempt is, told by rank 0 with each heartbeat. Numbers that are not known are {@code
 * null}, never NaN.
 *
 * @param attempt number of the attempt, at least 1
 * @param acknowledged generation of the {@link Control} obeyed last, 0 before any
 * @param phase what the workers are doing
 * @param step steps done, at least 0
 * @param activity grows with whatever is done besides steps, as in evaluations, at least 0; a
 *     worker hangs when neither this nor {@code step} moves
 * @param maxSteps steps of the whole run
 * @param scheduleSteps step at which the cosines of learning rate and target decay end
 * @param epoch passes over the training images done, fractions included
 * @param loss regression loss of the last step that was measured
 * @param learningRate learning rate of that step
 * @param targetDecay target decay of that step
 * @param top1 accuracy of the online probe on the global batch of that step, in 0..1
 * @param imagesPerSecond images per second over all workers
 * @param etaSeconds seconds until the last step, estimated
 * @param embeddingStd embedding std, a sign of collapse if it falls towards 0
 * @param checkpoint newest complete checkpoint
 * @param message what a person should know; kept to {@value #MAX_MESSAGE} characters
 * @param waiting what is waited for that somebody else has to fix; {@code null} if nothing is
 */
@RecordBuilder
public record Progress(
    long attempt,
    long acknowledged,
    WorkerPhase phase,
    long step,
    long activity,
    Long maxSteps,
    Long scheduleSteps,
    Double epoch,
    Double loss,
    Double learningRate,
    Double targetDecay,
    Double top1,
    Double imagesPerSecond,
    Long etaSeconds,
    Double embeddingStd,
    CheckpointReport checkpoint,
    String message,
    WaitReport waiting)
    implements ProgressBuilder.With {

  /** Longest message, in characters. */
  public static final int MAX_MESSAGE = 500;

  /** Checks the ranges and shortens the message. */
  public Progress {
    Checks.atLeast(1, "attempt", attempt);
    Checks.atLeast(0, "acknowledged", acknowledged);
    Objects.requireNonNull(phase, "phase");
    Checks.atLeast(0, "step", step);
    Checks.atLeast(0, "activity", activity);
    Checks.atLeast(1, "maxSteps", maxSteps);
    Checks.atLeast(1, "scheduleSteps", scheduleSteps);
    Checks.finite("epoch", epoch);
    Checks.finite("loss", loss);
    Checks.finite("learningRate", learningRate);
    Checks.finite("targetDecay", targetDecay);
    Checks.fraction("top1", top1);
    Checks.finite("imagesPerSecond", imagesPerSecond);
    Checks.atLeast(0, "etaSeconds", etaSeconds);
    Checks.finite("embeddingStd", embeddingStd);
    message = Texts.shortened(message, MAX_MESSAGE);
  }

  /** An attempt that has taken no step yet. */
  public static Progress starting(long attempt) {
    return ProgressBuilder.builder().attempt(attempt).phase(WorkerPhase.STARTING).build();
  }

  /**
   * Whether the two tell apart nothing but figures, which move with every step: nobody has to hear
   * of them at once, as of a checkpoint, another phase or a message.
   */
  public boolean differsInFiguresOnly(Progress other) {
    return withoutFigures().equals(other.withoutFigures());
  }

  private Progress withoutFigures() {
    return with()
        .step(0)
        .activity(0)
        .epoch(null)
        .loss(null)
        .learningRate(null)
        .targetDecay(null)
        .top1(null)
        .imagesPerSecond(null)
        .etaSeconds(null)
        .embeddingStd(null)
        .build();
  }

  /** As JSON. */
  public String json() {
    return Messages.write(this);
  }

  /**
   * Reads {@link #json()}, of this version or another.
   *
   * @throws IllegalArgumentException if it is not such a message
   */
  public static Progress parse(String json) {
    return Messages.read(Progress.class, json);
  }
}
