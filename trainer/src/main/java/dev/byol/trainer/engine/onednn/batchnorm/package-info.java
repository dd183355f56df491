/**
 * The passes of batch norm over tensors: in float32 as plain Java loops, a chunk at a time; in
 * bfloat16 by the library, a block of rows at a time. For {@code engine.onednn} alone; statistics
 * between the passes are {@code engine.host}'s.
 *
 * <p>Read {@link dev.byol.trainer.engine.onednn.batchnorm.BatchNormOp} first.
 */
package dev.byol.trainer.engine.onednn.batchnorm;
