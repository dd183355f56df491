/**
 * Connections of a formed generation: frames with checksum and sequence number, links that send and
 * receive them without blocking, and the control plane that watches that all members live.
 *
 * <p>Read {@link dev.byol.trainer.collective.link.LinkLoop} first, which drives an operation over
 * the data links, then {@link dev.byol.trainer.collective.link.ControlPlane}. Used by {@code sum},
 * {@code shared}, {@code linked} and {@code forming}; knows nothing of sums or of how a generation
 * is formed.
 */
package dev.byol.trainer.collective.link;
