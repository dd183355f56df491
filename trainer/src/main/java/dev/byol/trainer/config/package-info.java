/**
 * From a YAML file and {@code --set} overrides to the settings that a run uses.
 *
 * <p>Used by {@code cli} and {@code run}; everything below takes the records of {@code
 * dev.byol.api.resolved}. Start at {@link dev.byol.trainer.config.ExperimentFile}.
 */
package dev.byol.trainer.config;
