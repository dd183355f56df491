/**
 * What engines share whose memory is the host's: messages on the heap, sums over lanes and workers,
 * and what operations do beside their passes over tensors, in plain Java. It is also the definition
 * of what an engine with memory of its own computes there. For implementations of {@code engine}
 * alone.
 *
 * <p>Read {@link dev.byol.trainer.engine.host.HostEngine} first.
 */
package dev.byol.trainer.engine.host;
