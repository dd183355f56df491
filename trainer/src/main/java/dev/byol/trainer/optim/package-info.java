/**
 * Optimisation as pure functions: what the learning rate and the target decay are at a step, and
 * the rule by which evaluations train a classifier on host arrays. LARS is the engine's, {@code
 * engine.update}.
 *
 * <p>Nothing here reads a clock or keeps a step of its own, so a resumed run meets the same numbers
 * as an undisturbed one. Used by {@code byol}, {@code eval} and {@code run}. Read {@link
 * dev.byol.trainer.optim.LearningRateSchedule} first.
 */
package dev.byol.trainer.optim;
