package dev.byol.trainer.run;

import dev.byol.trainer.eval.LabelledFeatures;

/**
 * What one encoder, or the pixels themselves, make of both splits.
 *
 * @param train of the training split
 * @param test of the held-out split
 */
record SplitFeatures(LabelledFeatures train, LabelledFeatures test) {}
