/**
 * The sections that say where results lie: checkpoints, object storage and logs. Read {@link
 * dev.byol.api.spec.storage.CheckpointSpec} first. Uses {@code spec.field} alone.
 */
package dev.byol.api.spec.storage;
