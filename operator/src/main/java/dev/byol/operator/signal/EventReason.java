package dev.byol.operator.signal;

/**
 * Reasons of events that are neither the end of an attempt ({@link
 * dev.byol.api.channel.EndReason}), nor a pod that cannot start ({@link
 * dev.byol.operator.decide.StartTrouble}), nor a refusal of the API server ({@link
 * dev.byol.operator.refusal.Refusal.Kind}).
 */
public enum EventReason {
  /** An attempt begins. */
  ATTEMPT_STARTED(
      "AttemptStarted",
      Severity.NORMAL,
      "an attempt begins: its number, workers, checkpoint and why"),
  /** The first step of an attempt. */
  TRAINING_STARTED("TrainingStarted", Severity.NORMAL, "the attempt has taken its first step"),
  /** {@code spec.lifecycle.checkpointNonce} changed. */
  CHECKPOINT_ORDERED(
      "CheckpointOrdered",
      Severity.NORMAL,
      "`spec.lifecycle.checkpointNonce` changed: the workers save after their next step"),
  /** The schedules end at another step. */
  SCHEDULE_RESTRETCHED(
      "ScheduleRestretched",
      Severity.NORMAL,
      "the cosines of learning rate and target decay end at another step"),
  /** All steps are done. */
  COMPLETE("Complete", Severity.NORMAL, "all steps are done"),
  /** {@code spec.suspend} is obeyed. */
  SUSPENDED("Suspended", Severity.NORMAL, "`spec.suspend` is true and the pods are gone"),
  /** The spec cannot be used. */
  INVALID(
      "Invalid",
      Severity.WARNING,
      "the spec cannot be used, or the policy forbids it; an attempt that runs goes on"),
  /** Pods cannot be created. */
  PODS_REFUSED(
      "PodsRefused",
      Severity.WARNING,
      "a quota, admission or a missing service account refuses the pods"),
  /** Workers run and do not renew the Lease. */
  UNHEARD("Unheard", Severity.WARNING, "workers run and send no heartbeats; nobody ends them"),
  /** The budget of failures is used up. */
  TOO_MANY_FAILURES(
      "TooManyFailures",
      Severity.WARNING,
      "more failures than `spec.faultTolerance.maxFailures`: the experiment has failed"),
  /** A sidecar keeps pods running after their trainers. */
  SIDECAR_LINGERS(
      "SidecarLingers",
      Severity.WARNING,
      "a sidecar ran on after the trainers had ended, so that the Job was deleted"),
  /** A pod of a lost node was deleted by force. */
  POD_FORCE_DELETED(
      "PodForceDeleted",
      Severity.WARNING,
      "a pod on a node that does not answer was deleted by force"),
  /** The API server takes no such status. */
  STATUS_REFUSED(
      "StatusRefused",
      Severity.WARNING,
      "the API server found the status invalid; it was written without sentences and figures"),
  /** The definition lacks fields of the status. */
  DEFINITION_OUTDATED(
      "DefinitionOutdated",
      Severity.WARNING,
      "the cluster's CustomResourceDefinition lacks a field of the status; the rest is written");

  private final String word;
  private final Severity severity;
  private final String meaning;

  EventReason(String word, Severity severity, String meaning) {
    this.word = word;
    this.severity = severity;
    this.meaning = meaning;
  }

  /** One word in CamelCase. */
  public String word() {
    return word;
  }

  /** How bad it is. */
  public Severity severity() {
    return severity;
  }

  /** What it means, for the documentation. */
  public String meaning() {
    return meaning;
  }
}
