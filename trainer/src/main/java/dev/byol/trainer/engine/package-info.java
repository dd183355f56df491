/**
 * The device operations that the networks need, and nothing else. Networks ({@code nn}) and the
 * optimiser work against these interfaces; layouts, kernels and memory belong to an implementation.
 * {@code engine.nd4j} is the portable definition.
 *
 * <p>Read {@link dev.byol.trainer.engine.Engine} first, then {@link dev.byol.trainer.engine.Lane}.
 */
package dev.byol.trainer.engine;
