package dev.byol.operator.observe;

import dev.byol.api.channel.LastWords;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One worker's pod.
 *
 * @param pod its name
 * @param uid its UID
 * @param attempt number of the attempt
 * @param rank rank of the worker
 * @param node its node, empty while it has none
 * @param state what it is doing
 * @param waitingSince since when it has a node and its container does not run; empty if it runs, or
 *     has no node
 * @param trouble why it has no node or its container does not start, in Kubernetes' words: one of
 *     its reasons, a colon, a sentence; empty if nothing is known
 * @param exit how its container ended, empty while it has not
 * @param disruption why Kubernetes ends it before its time, such as an eviction; empty if it does
 *     not
 * @param deletedAt when it is to be gone, grace included; empty if nobody deletes it
 * @param silentSince since when its node has not spoken; empty if it speaks, as far as is known
 */
@RecordBuilder
public record WorkerView(
    String pod,
    String uid,
    long attempt,
    int rank,
    Optional<String> node,
    State state,
    Optional<Instant> waitingSince,
    Optional<String> trouble,
    Optional<Exit> exit,
    Optional<String> disruption,
    Optional<Instant> deletedAt,
    Optional<Instant> silentSince)
    implements WorkerViewBuilder.With {

  /** What a node may take beyond a pod's grace to end it and to say so. */
  private static final Duration KUBELETS_SLACK = Duration.ofSeconds(10);

  /** From having a node to a running container, where image and volumes are at hand. */
  private static final Duration USUAL_START = Duration.ofSeconds(10);

  /** What is told of a log. */
  private static final int LOG_CHARACTERS = 600;

  /** What a worker's pod is doing. */
  public enum State {
    /** It has no node. */
    UNSCHEDULED,
    /** It has a node; its container does not run yet. */
    WAITING,
    /** Its container runs. */
    RUNNING,
    /** Its container has ended, with 0 or not. */
    ENDED
  }

  /**
   * How a container ended.
   *
   * @param status exit status
   * @param reason Kubernetes' word, such as OOMKilled
   * @param message termination message or end of the log, may be empty
   * @param at when
   */
  public record Exit(int status, String reason, String message, Instant at) {
    /** What the worker said itself, empty if it could not. */
    public Optional<LastWords> lastWords() {
      try {
        return message.isEmpty() ? Optional.empty() : Optional.of(LastWords.parse(message));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    /**
     * For people: the worker's own sentence or, if it could not speak, the end of its log; empty if
     * there is nothing to say, as when all went well.
     */
    public Optional<String> said() {
      String text = message.strip();
      if (text.startsWith("{")) {
        // A message of ours, perhaps cut off: its fields are for programs.
        return LastWords.sentenceIn(text).filter(sentence -> !sentence.isBlank());
      }
      String end =
          text.length() <= LOG_CHARACTERS
              ? text
              : "..." + text.substring(text.length() - LOG_CHARACTERS);
      return Optional.of(end).filter(log -> !log.isEmpty());
    }
  }

  /** For messages: the worker, its pod and its node. */
  public String describe() {
    return "worker " + rank + " (pod " + pod + node.map(n -> " on node " + n).orElse("") + ")";
  }

  /** Whether its container has ended. */
  public boolean hasEnded() {
    return state == State.ENDED;
  }

  /** Whether it has a node and has waited longer than pods do when all is well. */
  public boolean isHeldUp(Instant now) {
    return waitingSince.filter(at -> at.plus(USUAL_START).isBefore(now)).isPresent();
  }

  /** When it will count as held up; empty if its container runs. */
  public Optional<Instant> heldUpFrom() {
    return waitingSince.map(at -> at.plus(USUAL_START));
  }

  /** Whether its container has not begun to run. */
  public boolean hasNotStarted() {
    return state == State.UNSCHEDULED || state == State.WAITING;
  }

  /** Whether it has not ended although its time to do so is over. */
  public boolean isOverdue(Instant now) {
    return !hasEnded() && deletedAt.filter(at -> at.plus(KUBELETS_SLACK).isBefore(now)).isPresent();
  }
}
