/**
 * The vectors of an all-reduce as bytes: how a long one is cut into segments and chunks, and in
 * which order the shares of the ranks are added. TCP and shared memory both go by this, so they
 * give the same bits.
 *
 * <p>Read {@link dev.byol.trainer.collective.sum.Summand} first, then {@link
 * dev.byol.trainer.collective.sum.SummationOrder}. Used by {@code shared} and {@code linked}.
 */
package dev.byol.trainer.collective.sum;
