package dev.byol.trainer.checkpoint;

/**
 * A checkpoint that was not used.
 *
 * @param name its step folder, or {@code latest}
 * @param sentence why
 */
public record Rejected(String name, String sentence) {}
