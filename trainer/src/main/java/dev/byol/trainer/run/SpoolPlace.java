package dev.byol.trainer.run;

import java.nio.file.Path;

/**
 * Where checkpoints are kept while the store is away.
 *
 * @param directory of all workers of this machine
 * @param bytes that each worker may keep there
 */
record SpoolPlace(Path directory, long bytes) {}
