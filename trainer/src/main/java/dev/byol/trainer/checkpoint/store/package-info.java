/**
 * Where checkpoints lie: objects under keys, in a directory or in a bucket, written whole or not at
 * all, and paced so that the training does not notice.
 *
 * <p>Read {@link dev.byol.trainer.checkpoint.store.CheckpointStore} first; {@link
 * dev.byol.trainer.checkpoint.store.DirectoryStore} and {@link
 * dev.byol.trainer.checkpoint.store.BucketStore} are the two that there are, and {@link
 * dev.byol.trainer.checkpoint.store.PacedStore} goes before either. Used by the other packages of
 * {@code checkpoint}, and by {@code run}, {@code export}, {@code cli} and the benchmarks; knows
 * nothing of what the objects hold, and depends on {@code storage} alone.
 */
package dev.byol.trainer.checkpoint.store;
