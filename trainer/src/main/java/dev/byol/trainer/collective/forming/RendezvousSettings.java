package dev.byol.trainer.collective.forming;

import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.linked.Membership;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;

/**
 * What one member must know to join a generation.
 *
 * @param coordinator host and port where rank 0 listens; may be unresolved, it is resolved anew at
 *     each attempt
 * @param rank index of this member, 0 to {@code worldSize - 1}; rank 0 is the coordinator
 * @param worldSize number of members, 1 to {@value #MAX_WORLD_SIZE}
 * @param generation number of the generation, at least 0, the same on all members
 * @param key the experiment's key
 * @param failureDetection a stopped or vanished peer is noticed within this time; all other bounds
 *     derive from it ({@link Bounds})
 * @param transport how this member may exchange what is summed
 */
public record RendezvousSettings(
    InetSocketAddress coordinator,
    int rank,
    int worldSize,
    long generation,
    SharedKey key,
    Duration failureDetection,
    Transport transport) {

  /** Largest world size accepted. */
  public static final int MAX_WORLD_SIZE = 4096;

  public RendezvousSettings {
    Objects.requireNonNull(coordinator, "coordinator");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(transport, "transport");
    if (worldSize < 1 || worldSize > MAX_WORLD_SIZE) {
      throw new IllegalArgumentException(
          "worldSize " + worldSize + " is out of range; use 1 to " + MAX_WORLD_SIZE + ".");
    }
    if (rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException(
          "rank " + rank + " is out of range; use 0 to " + (worldSize - 1) + ".");
    }
    if (generation < 0) {
      throw new IllegalArgumentException(
          "generation " + generation + " is negative; count from 0 upwards.");
    }
    Bounds.of(failureDetection);
  }

  /** A member that leaves the transport to what is found. */
  public RendezvousSettings(
      InetSocketAddress coordinator,
      int rank,
      int worldSize,
      long generation,
      SharedKey key,
      Duration failureDetection) {
    this(coordinator, rank, worldSize, generation, key, failureDetection, Transport.AUTO);
  }

  Membership membership() {
    return new Membership(rank, worldSize, generation, failureDetection);
  }

  /** The coordinator's address, looked up anew: its pod may have moved. */
  InetSocketAddress resolvedCoordinator() {
    try {
      return new InetSocketAddress(
          InetAddress.getByName(coordinator.getHostString()), coordinator.getPort());
    } catch (UnknownHostException e) {
      return InetSocketAddress.createUnresolved(coordinator.getHostString(), coordinator.getPort());
    }
  }
}
