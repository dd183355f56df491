/**
 * Collective communication of the workers of one experiment: all-reduce, broadcast, all-gather and
 * barrier over a numbered generation of ranks, on plain TCP, and through shared memory where all
 * ranks see the same.
 *
 * <p>Here is what callers see. Read {@link dev.byol.trainer.collective.Collective} first, then
 * {@link dev.byol.trainer.collective.forming.Rendezvous}, which forms a generation. Used by {@code
 * engine}, {@code byol} and {@code run}; depends on the JDK alone. The packages below build on one
 * another in this order, and nobody else uses them but {@code forming}:
 *
 * <ul>
 *   <li>{@code link}: connections of a formed generation, and the watch over who lives
 *   <li>{@code sum}: vectors to be summed, how they are cut and in which order they are added
 *   <li>{@code shared}: all-reduce through memory that all ranks see
 *   <li>{@code linked}: the operations over links, and the collective that has them
 *   <li>{@code forming}: how members find each other and prove who they are
 * </ul>
 *
 * Each rank keeps <em>data links</em> to the ranks at distance 1, 2, 4, … ({@link
 * dev.byol.trainer.collective.link.Topology}), driven by the thread that calls the collective, and
 * one <em>control connection</em> to rank 0, driven by a thread of its own that beats while the
 * caller computes and pushes a failure to everybody ({@link
 * dev.byol.trainer.collective.link.ControlPlane}). Peers prove that they hold the experiment's key
 * when they connect; what follows is checksummed against damage, but neither encrypted nor signed,
 * so the network between workers must be trusted.
 */
package dev.byol.trainer.collective;
