/**
 * The device operations that a step needs, and nothing else: networks ({@code nn}) and the step
 * ({@code byol}) work against these interfaces; layouts, kernels and memory belong to an
 * implementation, which {@link dev.byol.trainer.engine.EngineProvider} finds. Values stay where an
 * engine keeps them until somebody reads them. {@code engine.nd4j} is the portable implementation
 * that others are tested against.
 *
 * <p>Read {@link dev.byol.trainer.engine.Engine} first, then {@link dev.byol.trainer.engine.Lane}.
 */
package dev.byol.trainer.engine;
