/**
 * 3x3 convolutions of stride 1 by Winograd's algorithm: transforms in Java, products of matrices by
 * the library. For {@code engine.onednn} alone.
 *
 * <p>Read {@link dev.byol.trainer.engine.onednn.winograd.WinogradOp} first, then {@link
 * dev.byol.trainer.engine.onednn.winograd.WinogradKernels}.
 */
package dev.byol.trainer.engine.onednn.winograd;
