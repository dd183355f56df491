/**
 * The objects that an experiment and its attempts consist of: pure functions from values to what
 * should be there. Nothing here speaks to a cluster. Start at {@link
 * dev.byol.operator.model.WorkerJob}.
 */
package dev.byol.operator.model;
