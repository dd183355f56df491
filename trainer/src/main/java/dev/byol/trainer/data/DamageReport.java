package dev.byol.trainer.data;

/**
 * What one worker met since it started; other workers count their own.
 *
 * @param met distinct pictures read
 * @param damaged how many of them were damaged
 */
public record DamageReport(int met, int damaged) {}
