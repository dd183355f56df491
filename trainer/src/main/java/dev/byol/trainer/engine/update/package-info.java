/**
 * From gradients to parameters, as far as an engine does it: LARS for many tensors at once, in two
 * halves around the vote, and the sum of gradients over lanes and workers.
 *
 * <p>Read {@link dev.byol.trainer.engine.update.ParameterUpdate} first, then its definition, {@link
 * dev.byol.trainer.engine.update.Lars}.
 */
package dev.byol.trainer.engine.update;
