/**
 * Reads an experiment from YAML strictly, with the line of everything that is wrong, and writes it.
 *
 * <p>Anyone may use it. Start at {@link dev.byol.api.yaml.ExperimentReader}.
 */
package dev.byol.api.yaml;
