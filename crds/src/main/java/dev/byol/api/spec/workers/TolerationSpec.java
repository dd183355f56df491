package dev.byol.api.spec.workers;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;

/** A node taint that workers tolerate, as in a Kubernetes pod. */
public record TolerationSpec(
    @JsonPropertyDescription("Key of the taint. Unset: every key.") @Text(TextForm.QUALIFIED_NAME)
        String key,
    @JsonPropertyDescription("Equal or Exists. Unset: Equal.") @Text(TextForm.TOLERATION_OPERATOR)
        String operator,
    @JsonPropertyDescription("Value of the taint, for Equal. Unset: empty.")
        @Text(TextForm.LABEL_VALUE)
        String value,
    @JsonPropertyDescription("NoSchedule, PreferNoSchedule or NoExecute. Unset: every effect.")
        @Text(TextForm.TAINT_EFFECT)
        String effect,
    @JsonPropertyDescription("Seconds for which a NoExecute taint is tolerated. Unset: for ever.")
        @Range(min = 0, max = 1e9)
        Long tolerationSeconds) {}
