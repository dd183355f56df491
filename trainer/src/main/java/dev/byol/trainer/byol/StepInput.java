package dev.byol.trainer.byol;

/**
 * One worker's share of a global batch. Only read; the arrays may be larger than needed.
 *
 * @param images number of pictures in the share, at least 1
 * @param view1 {@code [images, size, size, 3]} in [0, 1], row-major
 * @param view2 the same pictures, augmented otherwise
 * @param labels class of each picture, -1 for none
 */
public record StepInput(int images, float[] view1, float[] view2, int[] labels) {}
