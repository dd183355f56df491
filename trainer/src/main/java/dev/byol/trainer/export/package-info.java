/**
 * Weights in and out: the reference's released checkpoints (Python pickles) are read, encoders are
 * written as safetensors.
 *
 * <p>Used by {@code run} and {@code cli}. Read {@link dev.byol.trainer.export.ReferencePickle}
 * first.
 */
package dev.byol.trainer.export;
