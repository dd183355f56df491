/**
 * The sections that say where it runs and how long the operator tries: workers with their pods,
 * scheduling, fault tolerance and lifecycle. Read {@link dev.byol.api.spec.workers.WorkersSpec}
 * first. Uses {@code spec.field} alone.
 */
package dev.byol.api.spec.workers;
