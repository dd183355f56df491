/**
 * Losses and what they are made of, in plain Java and double: the definition that every engine's
 * version is tested against, the version of engines whose memory is the host's, and what
 * evaluations on host arrays use. Pure functions of arrays.
 *
 * <p>Read {@link dev.byol.trainer.engine.loss.RegressionLoss} first.
 */
package dev.byol.trainer.engine.loss;
