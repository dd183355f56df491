/**
 * Files in the safetensors format: named tensors behind a JSON header, read strictly.
 *
 * <p>Read {@link dev.byol.trainer.checkpoint.safetensors.TensorEntry} first, then {@link
 * dev.byol.trainer.checkpoint.safetensors.SafetensorsFile}, which reads, and {@link
 * dev.byol.trainer.checkpoint.safetensors.SafetensorsBody}, which writes. Used by {@code
 * checkpoint}, {@code run}, {@code export} and {@code cli}; depends on {@code checkpoint.store} for
 * the objects that hold the files, and knows nothing of checkpoints.
 */
package dev.byol.trainer.checkpoint.safetensors;
