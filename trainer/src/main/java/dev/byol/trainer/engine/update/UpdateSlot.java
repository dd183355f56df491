package dev.byol.trainer.engine.update;

import dev.byol.trainer.engine.FlatBuffer;

/**
 * One tensor that an update moves, and what moves it; all of one length.
 *
 * @param adaptation whether LARS scales its rate
 * @param parameter overwritten
 * @param gradient read
 * @param momentum overwritten
 * @param average moving average of the parameter, which follows it
 */
public record UpdateSlot(
    Adaptation adaptation,
    FlatBuffer parameter,
    FlatBuffer gradient,
    FlatBuffer momentum,
    FlatBuffer average) {}
