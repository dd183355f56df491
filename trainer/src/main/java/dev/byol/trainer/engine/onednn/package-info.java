/**
 * The fast engine of x86-64 CPUs with AVX2 or AVX-512: convolutions, matrix products and pooling by
 * oneDNN, passes over memory (batch norm, sums, the optimiser) as plain Java loops over short
 * arrays. Where activations are in bfloat16, batch norm goes by oneDNN too. Activations are dense
 * NHWC; weights lie in the flat buffers as in the reference and are packed into the library's
 * layout once after they have changed.
 *
 * <p>Read {@link dev.byol.trainer.engine.onednn.OneDnnEngine} first, then {@link
 * dev.byol.trainer.engine.onednn.OneDnnLane}. {@code winograd} has the 3x3 convolutions, {@code
 * batchnorm} its batch norms; both and the operations here are made of {@code library}. Only these
 * packages touch oneDNN; others find the engine by its provider.
 */
package dev.byol.trainer.engine.onednn;
