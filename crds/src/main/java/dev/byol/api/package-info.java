/**
 * The experiment as Java types, the one truth for trainer and operator.
 *
 * <p>{@code yaml} reads and writes it, {@code spec} is what a user writes, {@code preset} fills in
 * presets and defaults, {@code validation} says what is wrong, {@code resolved} is what the trainer
 * runs. Start at {@link dev.byol.api.yaml.ExperimentReader}.
 */
package dev.byol.api;
