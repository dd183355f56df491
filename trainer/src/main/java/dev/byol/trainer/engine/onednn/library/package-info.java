/**
 * oneDNN as Java objects, for operations of {@code engine.onednn}: memory outside the heap, tensors
 * and flat vectors in it, prepared calls, copies of weights in other layouts, and plain Java loops
 * over all of these. Knows no operation of a network.
 *
 * <p>Read {@link dev.byol.trainer.engine.onednn.library.LaneCalls} first, then {@link
 * dev.byol.trainer.engine.onednn.library.OneDnnTensor}.
 */
package dev.byol.trainer.engine.onednn.library;
