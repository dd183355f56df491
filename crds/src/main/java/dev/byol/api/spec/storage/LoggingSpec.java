package dev.byol.api.spec.storage;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;

/** Metrics files and log lines. */
public record LoggingSpec(
    @JsonPropertyDescription("Steps between two metrics records. Default 10.")
        @Range(min = 1, max = 1000000)
        Integer everySteps,
    @JsonPropertyDescription(
            "Directory of the metrics files; relative paths start at the current directory. Unset: the checkpoint directory if it is local, else runs/NAME.")
        @Text(TextForm.LINE)
        String directory) {}
