package dev.byol.trainer.collective.linked;

import dev.byol.trainer.collective.link.FrameType;
import dev.byol.trainer.collective.link.Link;
import dev.byol.trainer.collective.link.LinkException;
import dev.byol.trainer.collective.link.LinkLoop;
import dev.byol.trainer.collective.link.Topology;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All-gather in ceil(log2 N) rounds: in round k each rank sends all shares it knows (its own and
 * those after it) to the rank 2^k before, and learns as many from the rank 2^k further. Bruck and
 * others, "Efficient algorithms for all-to-all communications in multiport message-passing
 * systems", 1997. A share travels as length (4 bytes, big-endian) and bytes.
 */
final class BruckAllGather implements LinkLoop.Work {

  private final LinkLoop loop;
  private final int rank;
  private final int worldSize;
  private final int maxBytes;

  /** Shares of rank, rank + 1, … (modulo the world size). */
  private final List<byte[]> known = new ArrayList<>();

  private int wanted;
  private Link to;
  private Link from;

  BruckAllGather(LinkLoop loop, int rank, int worldSize, byte[] mine, int maxBytes) {
    this.loop = loop;
    this.rank = rank;
    this.worldSize = worldSize;
    this.maxBytes = maxBytes;
    known.add(mine.clone());
  }

  @Override
  public boolean advance() throws LinkException {
    while (known.size() < worldSize) {
      if (from == null) {
        int distance = known.size();
        wanted = Math.min(distance, worldSize - distance);
        to = loop.to(Topology.at(rank, -distance, worldSize));
        from = loop.to(Topology.at(rank, distance, worldSize));
        from.expectUpTo(FrameType.ALL_GATHER, wanted * (Integer.BYTES + maxBytes));
        to.send(FrameType.ALL_GATHER, pack(known.subList(0, wanted)));
      }
      if (!to.flushed() | !from.received()) {
        return false;
      }
      unpack(from.payload());
      from = null;
    }
    return true;
  }

  /** The shares in the order of the ranks, once finished. */
  List<byte[]> shares() {
    byte[][] byRank = new byte[worldSize][];
    for (int i = 0; i < worldSize; i++) {
      byRank[Topology.at(rank, i, worldSize)] = known.get(i);
    }
    return Arrays.asList(byRank);
  }

  private static ByteBuffer pack(List<byte[]> shares) {
    ByteBuffer packed =
        ByteBuffer.allocate(shares.stream().mapToInt(s -> Integer.BYTES + s.length).sum());
    for (byte[] share : shares) {
      packed.putInt(share.length).put(share);
    }
    return packed.flip();
  }

  private void unpack(ByteBuffer packed) throws LinkException {
    for (int i = 0; i < wanted; i++) {
      int length = packed.remaining() < Integer.BYTES ? -1 : packed.getInt();
      if (length < 0 || length > maxBytes || length > packed.remaining()) {
        throw LinkException.violation(
            from.peer(), "sent an all-gather share that does not fit its frame");
      }
      byte[] share = new byte[length];
      packed.get(share);
      known.add(share);
    }
    if (packed.hasRemaining()) {
      throw LinkException.violation(
          from.peer(), "sent " + packed.remaining() + " bytes too many for all-gather");
    }
  }
}
