/**
 * The {@code ByolExperiment} as a user writes it: records with one component per field, {@code
 * null} where a field is unset.
 *
 * <p>Every component carries its description, unit and default in {@code @JsonPropertyDescription}
 * and its own allowed range in {@link dev.byol.api.spec.Range}; defaults and presets are filled in
 * by {@code dev.byol.api.preset}. Start at {@link dev.byol.api.spec.ByolExperiment}.
 */
package dev.byol.api.spec;
