package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.data.AugmentationSpec;
import dev.byol.api.spec.data.DataSpec;
import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.storage.CheckpointSpec;
import dev.byol.api.spec.storage.LoggingSpec;
import dev.byol.api.spec.storage.StorageSpec;
import dev.byol.api.spec.training.EvaluationSpec;
import dev.byol.api.spec.training.LearningRateSpec;
import dev.byol.api.spec.training.NetworkSpec;
import dev.byol.api.spec.training.OptimizerSpec;
import dev.byol.api.spec.training.TargetDecaySpec;
import dev.byol.api.spec.training.TrainingPrecision;
import dev.byol.api.spec.training.TrainingSpec;
import dev.byol.api.spec.workers.FaultToleranceSpec;
import dev.byol.api.spec.workers.LifecycleSpec;
import dev.byol.api.spec.workers.SchedulingSpec;
import dev.byol.api.spec.workers.WorkersSpec;
import io.soabase.recordbuilder.core.RecordBuilder;

/** What to train, on what, and how; every field may be left out unless it says Required. */
@RecordBuilder
public record ExperimentSpec(
    @JsonPropertyDescription(
            "Hyperparameters of the reference that fill unset fields: byol-40, byol-100, byol-300, byol-1000 or imagenette. Unset: the defaults of the fields.")
        Preset preset,
    @JsonPropertyDescription(
            "Operator only: true stops the run after a checkpoint and frees its pods until it is false again. Default false.")
        Boolean suspend,
    @JsonPropertyDescription("Seed of weights, sample order and augmentations. Default 0.")
        @Range(min = 0)
        Long seed,
    @JsonPropertyDescription(
            "Number format: Float32, Float64, or BFloat16, which keeps activations in bfloat16 and weights in float32 and needs CPUs that multiply bfloat16. Default Float32.")
        TrainingPrecision precision,
    @JsonPropertyDescription("Batch and length of the run. Required unless a preset is named.")
        TrainingSpec training,
    @JsonPropertyDescription("Encoder, projector and predictor.") NetworkSpec network,
    @JsonPropertyDescription("How slowly the target network follows the online network.")
        TargetDecaySpec targetDecay,
    @JsonPropertyDescription("The LARS optimiser of the online network.") OptimizerSpec optimizer,
    @JsonPropertyDescription("Learning rate and warm-up.") LearningRateSpec learningRate,
    @JsonPropertyDescription("How the two views of a picture are made.")
        AugmentationSpec augmentation,
    @JsonPropertyDescription("The pictures. Required.") DataSpec data,
    @JsonPropertyDescription("Measurements of the representation, during the run and at its end.")
        EvaluationSpec evaluation,
    @JsonPropertyDescription("Where and how often the state is saved.") CheckpointSpec checkpoint,
    @JsonPropertyDescription("How addresses that begin with s3:// are reached.")
        StorageSpec storage,
    @JsonPropertyDescription("Processes, their devices and pods.") WorkersSpec workers,
    @JsonPropertyDescription("Operator only: queueing, and scheduling all workers together.")
        SchedulingSpec scheduling,
    @JsonPropertyDescription("Operator only: when attempts begin anew, end and are tidied away.")
        LifecycleSpec lifecycle,
    @JsonPropertyDescription("Operator only: what is put up with before giving up.")
        FaultToleranceSpec faultTolerance,
    @JsonPropertyDescription(
            "Time after which a silent worker counts as lost, in seconds; every network bound derives from it. Default 30.")
        @Range(min = 1, max = 3600)
        Integer failureDetectionSeconds,
    @JsonPropertyDescription("Metrics files and log lines.") LoggingSpec logging)
    implements ExperimentSpecBuilder.With {}
