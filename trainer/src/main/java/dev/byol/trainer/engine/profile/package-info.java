/**
 * Where a step's time goes: an engine around another one that measures each operation. The engine
 * inside knows nothing of it and computes the same bits.
 *
 * <p>Read {@link dev.byol.trainer.engine.profile.StepProfile} first.
 */
package dev.byol.trainer.engine.profile;
