package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Processes and the devices of each. */
public record WorkersSpec(
    @JsonPropertyDescription("Worker processes (pods in a cluster). Default 1.")
        @Range(min = 1, max = 4096)
        Integer replicas,
    @JsonPropertyDescription("GPUs of each worker; 0 trains on the CPU. Default 0.")
        @Range(min = 0, max = 16)
        Integer gpusPerWorker,
    @JsonPropertyDescription(
            "Training threads per worker on the CPU. Unset: the cores given to the worker.")
        @Range(min = 1, max = 1024)
        Integer lanes) {}
