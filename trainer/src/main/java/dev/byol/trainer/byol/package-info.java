/**
 * Bootstrap Your Own Latent (Grill et al., 2020), exact to the reference's byol_experiment.py:
 * online and target network, regression loss, the step, and features for evaluation.
 *
 * <p>Read {@link dev.byol.trainer.byol.TrainStep} first.
 */
package dev.byol.trainer.byol;
