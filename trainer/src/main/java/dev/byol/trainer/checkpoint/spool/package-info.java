/**
 * Checkpoints on this machine's disk while their store takes none, and their way to the store once
 * it does.
 *
 * <p>Read {@link dev.byol.trainer.checkpoint.spool.SpooledWriter} first, which is all that others
 * see: {@code run} writes every checkpoint through it.
 */
package dev.byol.trainer.checkpoint.spool;
