package dev.byol.api.resolved;

import java.util.OptionalInt;

/**
 * Processes and the devices of each.
 *
 * @param replicas worker processes
 * @param gpusPerWorker GPUs of each, 0 for the CPU
 * @param lanes training threads per worker; empty: one for each GPU, or the cores given
 */
public record WorkerSettings(int replicas, int gpusPerWorker, OptionalInt lanes) {}
