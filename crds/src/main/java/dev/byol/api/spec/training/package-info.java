/**
 * The sections that say what is learned and how it is judged: network, precision, length,
 * optimiser, schedules and evaluation. Read {@link dev.byol.api.spec.training.TrainingSpec} first.
 * Uses {@code spec.field} alone.
 */
package dev.byol.api.spec.training;
