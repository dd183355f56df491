/**
 * What a run tells: the progress bar or plain lines, the metrics file, the collapse alarm, the
 * summary at the end. Everything here takes values; nothing here knows how a step is computed, so
 * that the loop may call it and tests may call it without a network. Read {@link
 * dev.byol.trainer.telemetry.StepRecord} first, then {@link
 * dev.byol.trainer.telemetry.StepListener}.
 */
package dev.byol.trainer.telemetry;
