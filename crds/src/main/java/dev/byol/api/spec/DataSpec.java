package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.soabase.recordbuilder.core.RecordBuilder;

/** The pictures to train on; labels are optional and used for measuring only. */
@RecordBuilder
public record DataSpec(
    @JsonPropertyDescription(
            "Training split: a directory, a file, or shards such as data/train-{000000..000003}.tar; relative paths start at the current directory. Required.")
        String uri,
    @JsonPropertyDescription(
            "Held-out split in the same format, for evaluation only. Unset: no evaluation on held-out pictures.")
        String validationUri,
    @JsonPropertyDescription("Auto, WebDataset, ImageFolder, Cifar10 or Cifar100. Default Auto.")
        DataFormat format,
    @JsonPropertyDescription(
            "Number of classes; 0 ignores the labels. Unset: counted from the data.")
        @Range(min = 0, max = 1000000)
        Integer classes,
    @JsonPropertyDescription(
            "Share of unreadable pictures that may be skipped before the run stops. Default 0.01.")
        @Range(min = 0, max = 1)
        Double maxDamagedFraction,
    @JsonPropertyDescription(
            "Threads per worker that decode and augment. Unset: the cores given to the worker.")
        @Range(min = 1, max = 1024)
        Integer loaderThreads)
    implements DataSpecBuilder.With {}
