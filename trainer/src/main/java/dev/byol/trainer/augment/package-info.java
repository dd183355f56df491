/**
 * What happens to a decoded picture before a network sees it: the two random views of pretraining
 * and the centre crop of evaluation, as in google-deepmind/deepmind-research, byol/utils/dataset.py
 * and byol/utils/augmentations.py.
 *
 * <p>Pure functions of pixels and of numbered random draws; no clock, no I/O, no threads, no hidden
 * state. Used by {@code data}, which brings the pictures. Read {@link
 * dev.byol.trainer.augment.ViewPipeline} first.
 */
package dev.byol.trainer.augment;
