package dev.byol.trainer.collective.linked;

import dev.byol.trainer.collective.link.FrameType;
import dev.byol.trainer.collective.link.Link;
import dev.byol.trainer.collective.link.LinkException;
import dev.byol.trainer.collective.link.LinkLoop;
import dev.byol.trainer.collective.link.Topology;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Barrier in ceil(log2 N) rounds: in round k each rank tells the rank 2^k further and hears from
 * the one 2^k before. Hensgen, Finkel, Manber, "Two algorithms for barrier synchronization", 1988.
 * The frames carry the name, so that ranks at different barriers find out.
 */
final class DisseminationBarrier implements LinkLoop.Work {

  /** Longest name in bytes of UTF-8: {@value}. */
  static final int MAX_NAME_BYTES = 256;

  private final LinkLoop loop;
  private final int rank;
  private final int worldSize;
  private final String name;
  private final ByteBuffer outgoing;
  private int distance = 1;
  private Link to;
  private Link from;

  DisseminationBarrier(LinkLoop loop, int rank, int worldSize, String name) {
    this.loop = loop;
    this.rank = rank;
    this.worldSize = worldSize;
    this.name = name;
    outgoing = ByteBuffer.wrap(encode(name));
  }

  /** Checks the name's length and gives its bytes. */
  static byte[] encode(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "the barrier's name has " + bytes.length + " bytes; use at most " + MAX_NAME_BYTES + ".");
    }
    return bytes;
  }

  @Override
  public boolean advance() throws LinkException {
    while (distance < worldSize) {
      if (from == null) {
        to = loop.to(Topology.at(rank, distance, worldSize));
        from = loop.to(Topology.at(rank, -distance, worldSize));
        from.expectUpTo(FrameType.BARRIER, MAX_NAME_BYTES);
        to.send(FrameType.BARRIER, outgoing);
      }
      if (!to.flushed() | !from.received()) {
        return false;
      }
      String theirs = StandardCharsets.UTF_8.decode(from.payload()).toString();
      if (!theirs.equals(name)) {
        throw LinkException.violation(
            from.peer(), "is at barrier '" + theirs + "' while this rank is at '" + name + "'");
      }
      from = null;
      distance *= 2;
    }
    return true;
  }
}
