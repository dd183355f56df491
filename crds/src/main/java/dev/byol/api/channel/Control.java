package dev.byol.api.channel;

import java.util.Objects;

/**
 * What the operator wants of the workers. A worker obeys each generation once, all ranks at the
 * same step; one that reads a higher attempt than its own ends with {@link ExitCode#SUPERSEDED}.
 *
 * @param attempt the attempt spoken to, at least 1
 * @param generation rises with each change, at least 1
 * @param action what to do
 * @param maxSteps steps of the whole run; {@code null}: as the experiment says
 * @param scheduleSteps step at which the cosines of learning rate and target decay end; {@code
 *     null}: as the experiment says
 * @param checkpointNonce what {@code spec.lifecycle.checkpointNonce} was when this was said: the
 *     operator's memory of which checkpoints it has ordered; workers go by the action
 */
public record Control(
    long attempt,
    long generation,
    Action action,
    Long maxSteps,
    Long scheduleSteps,
    String checkpointNonce) {

  /** What workers can be asked to do. */
  public enum Action {
    /** Train. */
    RUN,
    /** Save a checkpoint now, and train on. */
    CHECKPOINT,
    /** Save a checkpoint and end with {@link ExitCode#STOPPED}. */
    STOP,
    /** Write the stacks of all threads to the log, and train on if possible. */
    DUMP
  }

  /** Checks the ranges. */
  public Control {
    Checks.atLeast(1, "attempt", attempt);
    Checks.atLeast(1, "generation", generation);
    Objects.requireNonNull(action, "action");
    Checks.atLeast(1, "maxSteps", maxSteps);
    Checks.atLeast(1, "scheduleSteps", scheduleSteps);
  }

  /** For people: what is wanted of whom. */
  public String words() {
    String what =
        switch (action) {
          case RUN -> "to train";
          case CHECKPOINT -> "to save a checkpoint";
          case STOP -> "to save and end";
          case DUMP -> "to write the stacks of all threads";
        };
    String end = maxSteps == null ? "" : " until step " + maxSteps;
    String schedule = scheduleSteps == null ? "" : ", the schedule ending at step " + scheduleSteps;
    return "the workers of attempt " + attempt + " " + what + end + schedule;
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
  public static Control parse(String json) {
    return Messages.read(Control.class, json);
  }
}
