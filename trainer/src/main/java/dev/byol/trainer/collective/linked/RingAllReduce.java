package dev.byol.trainer.collective.linked;

import dev.byol.trainer.collective.link.FrameType;
import dev.byol.trainer.collective.link.Link;
import dev.byol.trainer.collective.link.LinkException;
import dev.byol.trainer.collective.link.LinkLoop;
import dev.byol.trainer.collective.link.Topology;
import dev.byol.trainer.collective.sum.Segments;
import dev.byol.trainer.collective.sum.Summand;
import java.nio.ByteBuffer;

/**
 * All-reduce of a long vector with each byte sent about twice, whatever the world size. The vector
 * is cut into one segment per rank. In N-1 rounds of reduce-scatter each rank sends a partial sum
 * to the next rank and adds what it gets from the one before; in N-1 rounds of all-gather the
 * finished segments go round. Segment s is summed in the order of the ranks from s on, so every
 * rank holds the same bits.
 *
 * <p>Segments travel in chunks, and a chunk goes on as soon as it is added: adding overlaps with
 * sending and receiving, which the system does meanwhile, and rounds overlap each other.
 *
 * <p>Patarasuk, Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", 2009.
 */
final class RingAllReduce implements LinkLoop.Work {

  private final int rank;
  private final int worldSize;
  private final Link next;
  private final Link previous;
  private final Summand summand;
  private final ByteBuffer outgoing;
  private final ByteBuffer incoming;

  private final Segments segments;
  private final int chunks;

  /** Chunks to send and to receive over all rounds; numbered round by round. */
  private final long total;

  private long sent;
  private long received;
  private boolean expecting;

  /**
   * @param outgoing,incoming direct scratch space; their common capacity is the largest chunk
   */
  RingAllReduce(
      LinkLoop loop,
      int rank,
      int worldSize,
      Summand summand,
      ByteBuffer outgoing,
      ByteBuffer incoming) {
    this.rank = rank;
    this.worldSize = worldSize;
    this.summand = summand;
    this.outgoing = outgoing;
    this.incoming = incoming;
    next = loop.to(Topology.at(rank, 1, worldSize));
    previous = loop.to(Topology.at(rank, -1, worldSize));
    segments = new Segments(summand.elements(), worldSize, outgoing.capacity() / summand.width());
    chunks = segments.chunks();
    total = 2L * (worldSize - 1) * chunks;
  }

  @Override
  public boolean advance() throws LinkException {
    boolean progress = true;
    while (progress) {
      progress = sendOne();
      progress |= receiveOne();
    }
    return received == total && sent == total && next.flushed();
  }

  private boolean sendOne() throws LinkException {
    // What a round sends is what the round before received.
    if (!next.flushed() || sent == total || sent >= received + chunks) {
      return false;
    }
    int segment = Math.floorMod(rank - (int) (sent / chunks), worldSize);
    int chunk = (int) (sent % chunks);
    int from = segments.start(segment, chunk);
    int count = segments.length(segment, chunk);
    ByteBuffer lent = summand.bytes(from, count);
    if (lent == null) {
      summand.copyTo(outgoing, from, count);
    }
    next.send(FrameType.ALL_REDUCE, lent == null ? outgoing : lent);
    sent++;
    return true;
  }

  private boolean receiveOne() throws LinkException {
    if (received == total) {
      return false;
    }
    int round = (int) (received / chunks);
    int segment = Math.floorMod(rank - 1 - round, worldSize);
    int chunk = (int) (received % chunks);
    int from = segments.start(segment, chunk);
    int count = segments.length(segment, chunk);
    ByteBuffer lent = round < worldSize - 1 ? null : summand.bytes(from, count);
    if (!expecting) {
      incoming.clear().limit(count * summand.width());
      previous.expect(FrameType.ALL_REDUCE, lent == null ? incoming : lent);
      expecting = true;
    }
    if (!previous.received()) {
      return false;
    }
    if (round < worldSize - 1) {
      summand.addFrom(incoming, from, count);
    } else if (lent == null) {
      summand.copyFrom(incoming, from, count);
    }
    expecting = false;
    received++;
    return true;
  }
}
