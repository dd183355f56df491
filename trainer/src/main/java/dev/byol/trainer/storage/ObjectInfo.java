package dev.byol.trainer.storage;

import java.time.Instant;

/**
 * What a store tells of an object.
 *
 * @param key in its bucket
 * @param size in bytes
 * @param version changes whenever the object is written anew (the ETag)
 * @param modified when it was written, by the clock of the store
 */
public record ObjectInfo(String key, long size, String version, Instant modified) {}
