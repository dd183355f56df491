/**
 * {@code byol bench}: how fast a training step, its input, its all-reduce and its checkpoints are
 * on this machine. The scripts of the folder {@code bench} run it beside other programs.
 *
 * <p>Uses all of the trainer; nobody uses it, and no image has it: the trainer's command line finds
 * {@link dev.byol.bench.BenchCommand}, which is to be read first, where this module is on the class
 * path, as with {@code ./byol} in a checkout.
 */
package dev.byol.bench;
