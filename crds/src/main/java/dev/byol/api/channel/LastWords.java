package dev.byol.api.channel;

import dev.byol.api.text.Texts;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a worker ended, left as its container's termination message.
 *
 * @param exitCode why, as the exit status says it too
 * @param rank rank of the worker, at least 0
 * @param attempt number of the attempt, at least 1
 * @param step steps done, at least 0; {@code null} if it took none
 * @param checkpoint newest complete checkpoint; {@code null} if there is none or it is not known
 * @param message the sentence for the person who can fix it; {@code null} if all went well
 * @param detail end of the stack, for a bug report; {@code null} if there is none
 * @param evaluation final figures; {@code null} if nothing was measured
 */
public record LastWords(
    ExitCode exitCode,
    int rank,
    long attempt,
    Long step,
    CheckpointReport checkpoint,
    String message,
    String detail,
    EvaluationReport evaluation) {

  private static final int MAX_MESSAGE = 1000;

  /** Checks the ranges. */
  public LastWords {
    Objects.requireNonNull(exitCode, "exitCode");
    Checks.atLeast(0, "rank", rank);
    Checks.atLeast(1, "attempt", attempt);
    Checks.atLeast(0, "step", step);
  }

  /**
   * As JSON of at most {@value LeaseAnnotations#MAX_BYTES} bytes: what is too much is left out of
   * the front of the detail and the middle of the message.
   */
  public String json() {
    int detailLength = detail == null ? 0 : detail.length();
    String json = Messages.write(this);
    while (Texts.bytes(json) > LeaseAnnotations.MAX_BYTES) {
      int excess = Texts.bytes(json) - LeaseAnnotations.MAX_BYTES;
      // An escaped character is at most six bytes: an eighth of the excess at least goes each time.
      detailLength = Math.max(0, detailLength - Math.max(1, excess / 8));
      String shorter = detailLength == 0 ? null : Messages.tail(detail, detailLength);
      String sentence = shorter == null ? Texts.shortened(message, MAX_MESSAGE / 2) : message;
      json =
          Messages.write(
              new LastWords(
                  exitCode,
                  rank,
                  attempt,
                  step,
                  checkpoint,
                  Texts.shortened(sentence, MAX_MESSAGE),
                  shorter,
                  evaluation));
      if (shorter == null) {
        break;
      }
    }
    return json;
  }

  /**
   * Reads {@link #json()}, of this version or another.
   *
   * @throws IllegalArgumentException if it is not such a message, as when the kernel killed the
   *     container before it could speak
   */
  public static LastWords parse(String json) {
    return Messages.read(LastWords.class, json);
  }

  /**
   * The sentence for people in a termination message, of which the end may be missing: Kubernetes
   * cuts those of pods with many containers.
   *
   * @return empty if there is none, as in {@link #json()} of a worker with which all is well
   */
  public static Optional<String> sentenceIn(String json) {
    return Messages.text(json, "message");
  }
}
