/**
 * The commands about stored checkpoints: {@code byol inspect}, {@code byol checkpoints} and {@code
 * byol export}. Read {@link dev.byol.trainer.cli.checkpoint.CheckpointsCommand} first. Used by
 * {@code cli.Main} alone.
 */
package dev.byol.trainer.cli.checkpoint;
