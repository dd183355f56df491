package dev.byol.trainer.telemetry;

/**
 * An evaluation on the held-out split.
 *
 * @param step number of steps that the evaluated network has done: 0 is the network as initialised
 * @param figures the accuracies
 * @param seconds wall time of the evaluation
 */
public record EvaluationRecord(long step, Figures figures, double seconds) {}
