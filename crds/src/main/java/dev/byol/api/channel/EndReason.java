package dev.byol.api.channel;

/**
 * Why an attempt ended, what that costs, and what may follow. An end that nothing follows is right
 * only where another try cannot help.
 */
public enum EndReason {
  /** All steps are done. */
  DONE("Done", Charge.PLANNED, Sequel.NONE, "all steps are done", "All steps are done."),
  /** Suspended by the user. */
  SUSPENDED(
      "Suspended",
      Charge.PLANNED,
      Sequel.ATTEMPT,
      "`spec.suspend` is true",
      "spec.suspend is true."),
  /** Edited such that other pods are needed. */
  SPEC_CHANGED(
      "SpecChanged",
      Charge.PLANNED,
      Sequel.ATTEMPT,
      "an edit needs other pods",
      "The experiment was edited."),
  /** Restarted by the user. */
  RESTART_REQUESTED(
      "RestartRequested",
      Charge.PLANNED,
      Sequel.ATTEMPT,
      "`spec.lifecycle.restartNonce` changed",
      "spec.lifecycle.restartNonce changed."),
  /** It has trained as long as it may. */
  DEADLINE_EXCEEDED(
      "DeadlineExceeded",
      Charge.PLANNED,
      Sequel.NONE,
      "it has trained for `spec.lifecycle.activeDeadlineSeconds`",
      "spec.lifecycle.activeDeadlineSeconds is over; raise it to go on."),
  /** Somebody deleted the Job. */
  JOB_DELETED(
      "JobDeleted",
      Charge.DISRUPTION,
      Sequel.ATTEMPT,
      "somebody deleted the Job",
      "Somebody deleted the Job."),
  /** A pod was evicted or preempted. */
  EVICTED(
      "Evicted",
      Charge.DISRUPTION,
      Sequel.ATTEMPT,
      "a pod was evicted or preempted",
      "Kubernetes took the worker off its node."),
  /** A worker was told to end, as by a drain. */
  INTERRUPTED(
      "Interrupted",
      Charge.DISRUPTION,
      Sequel.ATTEMPT,
      "a worker was told to end, as by a drain, and saved",
      "The worker was told to end, and saved."),
  /** A node fell silent. */
  NODE_LOST(
      "NodeLost",
      Charge.DISRUPTION,
      Sequel.ATTEMPT,
      "a node fell silent",
      "The worker's node fell silent."),
  /** The checkpoints know a later attempt. */
  SUPERSEDED(
      "Superseded",
      Charge.DISRUPTION,
      Sequel.ATTEMPT,
      "the checkpoints know a later attempt, as of a deleted experiment of this name; attempt numbers jump ahead of it",
      "The checkpoints know a later attempt, as of an earlier experiment of this name."),
  /** The storage is away or full. */
  STORAGE_UNAVAILABLE(
      "StorageUnavailable",
      Charge.DISRUPTION,
      Sequel.ATTEMPT,
      "the storage of data or checkpoints does not answer, or has no room",
      "The storage does not answer or has no room; it is tried again until it does."),
  /** The storage does not accept our credentials or rights, or we do not trust it. */
  STORAGE_REFUSED(
      "StorageRefused",
      Charge.DISRUPTION,
      Sequel.ATTEMPT,
      "the storage refuses the credentials or rights of the workers, or has a certificate that they do not trust",
      "Renew the Secret of spec.storage.credentialsSecret, or the rights; no edit is needed: it is tried again until the storage accepts."),
  /** Memory ran out. */
  OUT_OF_MEMORY(
      "OutOfMemory",
      Charge.FAILURE,
      Sequel.ONE_ATTEMPT,
      "memory runs out: that of the pod, of Java, or of an accelerator",
      "Raise spec.workers.resources.limits.memory, or lower spec.training.globalBatch."),
  /** An accelerator failed. */
  DEVICE_FAULT(
      "DeviceFault",
      Charge.FAILURE,
      Sequel.ATTEMPT,
      "an accelerator or its driver fails",
      "Look at the accelerators of the node."),
  /** The numbers are not finite any more. */
  DIVERGED(
      "Diverged",
      Charge.FAILURE,
      Sequel.ONE_ATTEMPT,
      "loss, gradient or features are not finite",
      "Lower spec.learningRate.base."),
  /** A worker was lost, and nobody knows why. */
  PEER_LOST(
      "PeerLost",
      Charge.FAILURE,
      Sequel.ATTEMPT,
      "a worker does not answer the others",
      "A worker did not answer the others."),
  /** Workers waited in vain for one whose pod could not start. */
  PEER_NOT_STARTED(
      "PeerNotStarted",
      Charge.DISRUPTION,
      Sequel.ATTEMPT,
      "workers gave up waiting for one whose pod could not start; the message says why it could not",
      "The others waited for a worker whose pod could not start."),
  /** A pod could not start on the node that it had. */
  POD_NOT_STARTED(
      "PodNotStarted",
      Charge.DISRUPTION,
      Sequel.ATTEMPT,
      "a pod could not start on its node within `podStartTimeoutSeconds`; the next attempt prefers other nodes",
      "The pod could not start on its node; the next attempt prefers other nodes."),
  /** A worker failed unexpectedly. */
  CRASHED(
      "Crashed",
      Charge.FAILURE,
      Sequel.ATTEMPT,
      "a worker crashes, is killed, or meets a bug",
      "Its log says more: kubectl logs."),
  /** No step for too long. */
  STALLED(
      "Stalled",
      Charge.FAILURE,
      Sequel.ATTEMPT,
      "neither a step nor a part of an evaluation for `progressTimeoutSeconds`; the stacks go into the log",
      "No step, nor a part of an evaluation, within spec.faultTolerance.progressTimeoutSeconds; the stacks of its threads are in the log of worker 0."),
  /** No first step for too long. */
  STARTUP_TIMEOUT(
      "StartupTimeout",
      Charge.FAILURE,
      Sequel.ATTEMPT,
      "no first step within `startupTimeoutSeconds` of all containers running",
      "No step within spec.faultTolerance.startupTimeoutSeconds of all workers running; their logs say more: kubectl logs."),
  /** The Job failed, and nobody knows why. */
  JOB_FAILED(
      "JobFailed",
      Charge.FAILURE,
      Sequel.ATTEMPT,
      "the Job fails without a trace of why",
      "The Job failed without a trace of why."),
  /** The experiment cannot be used. */
  BAD_EXPERIMENT(
      "BadExperiment",
      Charge.FAILURE,
      Sequel.NONE,
      "the experiment cannot be used as it is written",
      "Edit the spec to start again."),
  /** The data cannot be used. */
  BAD_DATA(
      "BadData",
      Charge.FAILURE,
      Sequel.NONE,
      "the data is missing, empty or damaged",
      "Edit the spec to start again."),
  /** The checkpoints cannot be used. */
  WRONG_CHECKPOINT(
      "WrongCheckpoint",
      Charge.FAILURE,
      Sequel.NONE,
      "the checkpoints belong to something else, or none of them is usable",
      "Change spec.checkpoint.uri, or remove what lies there, and change spec.lifecycle.restartNonce.");

  private final String word;
  private final Charge charge;
  private final Sequel sequel;
  private final String what;
  private final String remedy;

  EndReason(String word, Charge charge, Sequel sequel, String what, String remedy) {
    this.word = word;
    this.charge = charge;
    this.sequel = sequel;
    this.what = what;
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

  /** What may follow. */
  public Sequel sequel() {
    return sequel;
  }

  /** What happened, for tables in the documentation. */
  public String what() {
    return what;
  }

  /** What it means or what to do about it, for people. */
  public String remedy() {
    return remedy;
  }

  /** The reason with a word; {@link #JOB_FAILED} for a word of another version. */
  public static EndReason of(String word) {
    for (EndReason reason : values()) {
      if (reason.word.equals(word)) {
        return reason;
      }
    }
    return JOB_FAILED;
  }

  /** Why a worker that ended by itself with an exit status did so. */
  public static EndReason of(int status) {
    return ExitCode.of(status).map(ExitCode::reason).orElse(CRASHED);
  }
}
