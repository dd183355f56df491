/**
 * The experiment as the trainer runs it: primitive, complete, immutable.
 *
 * <p>The trainer reads only these records. Start at {@link
 * dev.byol.api.resolved.ExperimentResolver}.
 */
package dev.byol.api.resolved;
