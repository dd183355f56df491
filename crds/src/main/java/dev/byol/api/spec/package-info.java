/**
 * The {@code ByolExperiment} as a user writes it: records with one component per field, {@code
 * null} where a field is unset.
 *
 * <p>Start at {@link dev.byol.api.spec.ByolExperiment} and {@link
 * dev.byol.api.spec.ExperimentSpec}; the sections have packages of their own: {@code data}, {@code
 * training}, {@code workers} and {@code storage}. Every component carries its description, unit and
 * default in {@code @JsonPropertyDescription} and its own allowed range in {@link
 * dev.byol.api.spec.field.Range}; defaults and presets are filled in by {@code
 * dev.byol.api.preset}. Anyone may use these packages.
 */
package dev.byol.api.spec;
