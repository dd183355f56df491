package dev.byol.api.channel;

/** What an attempt's workers are doing. */
public enum WorkerPhase {
  /** Opening data, meeting one another, loading the checkpoint. */
  STARTING,
  /** Taking steps. */
  TRAINING,
  /** Measuring features between steps or after the last one, which may take many minutes. */
  EVALUATING,
  /** Saving a checkpoint in order to end. */
  STOPPING,
  /** All steps are taken and saved. */
  DONE
}
