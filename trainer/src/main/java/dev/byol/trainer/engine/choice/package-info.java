/**
 * Which engine computes: decided once at the start of a process, with a reason that is logged.
 *
 * <p>Read {@link dev.byol.trainer.engine.choice.Engines} first.
 */
package dev.byol.trainer.engine.choice;
