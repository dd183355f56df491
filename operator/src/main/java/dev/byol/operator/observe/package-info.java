/**
 * What a pass knows, as values: the experiment, its Job, pods and Lease, read from caches. Start at
 * {@link dev.byol.operator.observe.Observation}.
 */
package dev.byol.operator.observe;
