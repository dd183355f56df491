package dev.byol.operator.decide;

import dev.byol.api.channel.ExitCode;

/** Why an attempt ended, what that costs, and whether another may follow. */
public enum EndReason {
  DONE("Done", Charge.PLANNED, Sequel.NONE, "All steps are done."),
  SUSPENDED("Suspended", Charge.PLANNED, Sequel.ATTEMPT, "spec.suspend is true."),
  SPEC_CHANGED("SpecChanged", Charge.PLANNED, Sequel.ATTEMPT, "The experiment was edited."),
  RESTART_REQUESTED(
      "RestartRequested", Charge.PLANNED, Sequel.ATTEMPT, "spec.lifecycle.restartNonce changed."),
  DEADLINE_EXCEEDED(
      "DeadlineExceeded",
      Charge.PLANNED,
      Sequel.NONE,
      "spec.lifecycle.activeDeadlineSeconds is over; raise it to go on."),
  JOB_DELETED("JobDeleted", Charge.DISRUPTION, Sequel.ATTEMPT, "Somebody deleted the Job."),
  EVICTED("Evicted", Charge.DISRUPTION, Sequel.ATTEMPT, "Kubernetes took the worker off its node."),
  INTERRUPTED(
      "Interrupted", Charge.DISRUPTION, Sequel.ATTEMPT, "The worker was told to end, and saved."),
  NODE_LOST("NodeLost", Charge.DISRUPTION, Sequel.ATTEMPT, "The worker's node fell silent."),
  SUPERSEDED(
      "Superseded",
      Charge.DISRUPTION,
      Sequel.ATTEMPT,
      "The checkpoints know a later attempt, as of an earlier experiment of this name."),
  STORAGE_UNAVAILABLE(
      "StorageUnavailable",
      Charge.DISRUPTION,
      Sequel.ATTEMPT,
      "The storage does not answer; it is tried again until it does."),
  OUT_OF_MEMORY(
      "OutOfMemory",
      Charge.FAILURE,
      Sequel.ONE_ATTEMPT,
      "Raise spec.workers.resources.limits.memory, or lower spec.training.globalBatch."),
  DEVICE_FAULT(
      "DeviceFault", Charge.FAILURE, Sequel.ATTEMPT, "Look at the accelerators of the node."),
  DIVERGED("Diverged", Charge.FAILURE, Sequel.ONE_ATTEMPT, "Lower spec.learningRate.base."),
  PEER_LOST("PeerLost", Charge.FAILURE, Sequel.ATTEMPT, "A worker did not answer the others."),
  CRASHED("Crashed", Charge.FAILURE, Sequel.ATTEMPT, "Its log says more: kubectl logs."),
  STALLED(
      "Stalled",
      Charge.FAILURE,
      Sequel.ATTEMPT,
      "No step, nor a part of an evaluation, within spec.faultTolerance.progressTimeoutSeconds; the stacks of its threads are in the log of worker 0."),
  STARTUP_TIMEOUT(
      "StartupTimeout",
      Charge.FAILURE,
      Sequel.ATTEMPT,
      "No step within spec.faultTolerance.startupTimeoutSeconds."),
  JOB_FAILED("JobFailed", Charge.FAILURE, Sequel.ATTEMPT, "The Job failed without a trace of why."),
  BAD_EXPERIMENT("BadExperiment", Charge.FAILURE, Sequel.NONE, "Edit the spec to start again."),
  BAD_DATA("BadData", Charge.FAILURE, Sequel.NONE, "Edit the spec to start again."),
  WRONG_CHECKPOINT(
      "WrongCheckpoint",
      Charge.FAILURE,
      Sequel.NONE,
      "Change spec.checkpoint.uri, or remove what lies there, and change spec.lifecycle.restartNonce.");

  /** What an end counts as. */
  public enum Charge {
    /** Asked for. */
    PLANNED,
    /** Nobody's fault; it does not count against maxFailures. */
    DISRUPTION,
    /** It counts against maxFailures. */
    FAILURE
  }

  /** What may follow. */
  enum Sequel {
    /** Nothing until somebody edits the experiment. */
    NONE,
    /** One more attempt; the same end again without progress is the last. */
    ONE_ATTEMPT,
    /** Attempts as long as the budget lasts. */
    ATTEMPT
  }

  private final String word;
  private final Charge charge;
  private final Sequel sequel;
  private final String remedy;

  EndReason(String word, Charge charge, Sequel sequel, String remedy) {
    this.word = word;
    this.charge = charge;
    this.sequel = sequel;
    this.remedy = remedy;
  }

  /** One word for status, events and metrics. */
  public String word() {
    return word;
  }

  /** What it counts as. */
  public Charge charge() {
    return charge;
  }

  Sequel sequel() {
    return sequel;
  }

  /** What it means or what to do about it, for people. */
  public String remedy() {
    return remedy;
  }

  /** The reason with a word; {@link #JOB_FAILED} for a word of another version. */
  static EndReason of(String word) {
    for (EndReason reason : values()) {
      if (reason.word.equals(word)) {
        return reason;
      }
    }
    return JOB_FAILED;
  }

  /** Why a worker that ended by itself with a status other than 0 did so. */
  static EndReason of(int status) {
    return ExitCode.of(status)
        .map(
            code ->
                switch (code) {
                  case DONE -> DONE;
                  case STOPPED -> INTERRUPTED;
                  case PEER_LOST -> PEER_LOST;
                  case SUPERSEDED -> SUPERSEDED;
                  case BAD_EXPERIMENT, USER_MUST_MEND -> BAD_EXPERIMENT;
                  case BAD_DATA -> BAD_DATA;
                  case STORAGE_UNAVAILABLE -> STORAGE_UNAVAILABLE;
                  case DIVERGED -> DIVERGED;
                  case WRONG_CHECKPOINT -> WRONG_CHECKPOINT;
                  case DEVICE_FAULT -> DEVICE_FAULT;
                  case BUG -> CRASHED;
                })
        .orElse(CRASHED);
  }
}
