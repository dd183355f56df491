/**
 * Checkpoints: everything that a run needs to go on, written beside the training so that a crash at
 * any point leaves a complete one.
 *
 * <pre>
 * step-00000120/part-00000-of-00002.a1g1.safetensors   one part a rank
 * step-00000120/part-00001-of-00002.a1g1.safetensors
 * step-00000120/manifest.json                          sizes, SHA-256, where each tensor lies
 * latest                                               the name of the step folder, written last
 * attempts/00000001                                    which attempts have begun (fencing)
 * </pre>
 *
 * <p>Knows tensors by name and nothing of networks. Below it are {@code store} (where the files
 * lie) and {@code safetensors} (what a part is); {@code spool} builds on it. Used by {@code run},
 * {@code export}, {@code cli} and the benchmarks; depends on {@code storage} besides. Read {@link
 * dev.byol.trainer.checkpoint.CheckpointWriter} first, then {@link
 * dev.byol.trainer.checkpoint.CheckpointLoader}.
 */
package dev.byol.trainer.checkpoint;
