package dev.byol.operator.observe;

/**
 * A ConfigMap with what the workers of an attempt read.
 *
 * @param name its name
 * @param uid its UID
 */
public record ConfigView(String name, String uid) {}
