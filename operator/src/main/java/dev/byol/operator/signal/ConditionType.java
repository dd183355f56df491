package dev.byol.operator.signal;

/** The conditions of an experiment, in the order in which they are shown. */
public enum ConditionType {
  /** The spec can be used. */
  ACCEPTED("Accepted", "the spec can be used and the policy permits it"),
  /** All workers have a node. */
  SCHEDULED("Scheduled", "all workers of the attempt have a node"),
  /** Steps are being taken. */
  RUNNING("Running", "steps are being taken; `Unknown` while workers are not heard"),
  /** Steps go on. */
  PROGRESSING(
      "Progressing",
      "the same; when `False`, its reason says what is waited for, or that the attempt has stalled"),
  /** Something needs somebody. */
  DEGRADED(
      "Degraded",
      "something is wrong that the experiment survives: a write that the API server refuses, an attempt that failed, storage that is waited for, no checkpoint for long (`CheckpointLagging`)"),
  /** {@code spec.suspend} is obeyed. */
  SUSPENDED("Suspended", "`spec.suspend` is true and the pods are gone"),
  /** All steps are done. */
  COMPLETE("Complete", "all steps are done"),
  /** Given up. */
  FAILED("Failed", "the operator has given up; the message says why and which edit begins anew");

  private final String word;
  private final String meaning;

  ConditionType(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** The {@code type} of the condition. */
  public String word() {
    return word;
  }

  /** What it means that it is {@code True}, for the documentation. */
  public String meaning() {
    return meaning;
  }
}
