/**
 * What is wrong with an experiment, said to the person who can fix it: every violation at once.
 *
 * <p>Anyone may use it. Start at {@link dev.byol.api.validation.ExperimentValidator}.
 */
package dev.byol.api.validation;
