/**
 * All-reduce through memory that the processes of one host share.
 *
 * <p>{@link dev.byol.trainer.collective.shared.SharedMemory} finds out whether all ranks see the
 * same file, {@link dev.byol.trainer.collective.shared.SharedArea} lays it out, and {@link
 * dev.byol.trainer.collective.shared.SharedAllReduce}, which is to be read first, is the operation.
 * Used by {@code linked} alone.
 */
package dev.byol.trainer.collective.shared;
