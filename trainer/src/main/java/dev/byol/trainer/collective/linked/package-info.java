/**
 * The collective of a formed generation: each operation as an algorithm over the data links
 * (recursive doubling and ring for all-reduce, a binomial tree, Bruck's all-gather, a dissemination
 * barrier), or through shared memory.
 *
 * <p>Read {@link dev.byol.trainer.collective.linked.LinkedCollective} first. Used by {@code
 * forming} alone, which makes it; everybody else sees a {@link
 * dev.byol.trainer.collective.Collective}.
 */
package dev.byol.trainer.collective.linked;
