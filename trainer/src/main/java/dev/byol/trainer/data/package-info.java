/**
 * Pictures from where they lie to the batch a step takes: {@link
 * dev.byol.trainer.data.PictureSources sources} (image folder, WebDataset tar shards, CIFAR
 * binary), {@link dev.byol.trainer.data.PictureDecoder decoding}, {@link
 * dev.byol.trainer.data.SampleOrder sample order}, and {@link dev.byol.trainer.data.BatchLoader
 * loading} ahead of the step.
 *
 * <p>Depends on {@code augment} and {@code storage}; {@code run}, {@code eval} and {@code cli} use
 * it. Everything that decides <em>what</em> is learned (order, replacement of damaged pictures,
 * share of a batch) is a pure function of (seed, epoch, position); threads and workers decide only
 * when it is computed. Read {@link dev.byol.trainer.data.BatchLoader} first.
 */
package dev.byol.trainer.data;
