/**
 * The forming of a generation: members meet at the coordinator's address, prove that they hold the
 * experiment's key, learn where the others are, and link up.
 *
 * <p>Read {@link dev.byol.trainer.collective.forming.Rendezvous} first. {@link
 * dev.byol.trainer.collective.forming.CoordinatorRendezvous} is rank 0's part and {@link
 * dev.byol.trainer.collective.forming.MemberRendezvous} that of the others; {@link
 * dev.byol.trainer.collective.forming.Acceptor} lets connections in after the {@link
 * dev.byol.trainer.collective.forming.Handshake}. Used by {@code run}, {@code cli} and the
 * benchmarks.
 */
package dev.byol.trainer.collective.forming;
