/**
 * Collective communication of the workers of one experiment: all-reduce, broadcast, all-gather and
 * barrier over a numbered generation of ranks, on plain TCP, and through shared memory where all
 * ranks see the same.
 *
 * <p>Read {@link dev.byol.trainer.collective.Collective} first, then {@link
 * dev.byol.trainer.collective.Rendezvous}, which forms a generation. Used by {@code byol} and
 * {@code run}; depends on the JDK alone.
 *
 * <p>Each rank keeps <em>data links</em> to the ranks at distance 1, 2, 4, … ({@link
 * dev.byol.trainer.collective.Topology}), driven by the thread that calls the collective, and one
 * <em>control connection</em> to rank 0, driven by a thread of its own that beats while the caller
 * computes and pushes a failure to everybody ({@link dev.byol.trainer.collective.ControlPlane}).
 * Peers prove that they hold the experiment's key when they connect; what follows is checksummed
 * against damage, but neither encrypted nor signed, so the network between workers must be trusted.
 */
package dev.byol.trainer.collective;
