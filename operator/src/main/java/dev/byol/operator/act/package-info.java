/**
 * Writes to the cluster what was decided: the status first, then what is to be done, then events.
 * Start at {@link dev.byol.operator.act.Actor}.
 */
package dev.byol.operator.act;
