/**
 * The status of a {@code ByolExperiment}: records, unset fields {@code null}, written by the
 * operator alone.
 *
 * <p>Figures for display are text, so that a column shows what a person would write. Start at
 * {@link dev.byol.api.status.ExperimentStatus}.
 */
package dev.byol.api.status;
