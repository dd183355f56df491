package dev.byol.trainer.collective.linked;

import dev.byol.trainer.collective.link.FrameType;
import dev.byol.trainer.collective.link.Link;
import dev.byol.trainer.collective.link.LinkException;
import dev.byol.trainer.collective.link.LinkLoop;
import dev.byol.trainer.collective.link.Topology;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Broadcast along a binomial tree over the ranks counted from the root: rank v (relative) hears
 * from v without its highest bit, and passes on to v + 2^k for each 2^k above that bit, the
 * farthest first. Long messages go in chunks that follow each other down the tree.
 */
final class BinomialBroadcast implements LinkLoop.Work {

  private final Link parent;
  private final List<Link> children = new ArrayList<>();
  private final ByteBuffer message;
  private final ByteBuffer scratch;

  private int offset;
  private ByteBuffer chunk;
  private boolean passing;

  /**
   * @param message from position to limit
   * @param scratch direct; its capacity is the largest chunk
   */
  BinomialBroadcast(
      LinkLoop loop, int rank, int worldSize, int root, ByteBuffer message, ByteBuffer scratch) {
    this.message = message.slice();
    this.scratch = scratch;
    int relative = Math.floorMod(rank - root, worldSize);
    int highest = Integer.highestOneBit(relative);
    parent = relative == 0 ? null : loop.to(Topology.at(rank, -highest, worldSize));
    for (int bit = Integer.highestOneBit(worldSize); bit > highest; bit /= 2) {
      if (relative + bit < worldSize) {
        children.add(loop.to(Topology.at(rank, bit, worldSize)));
      }
    }
  }

  @Override
  public boolean advance() throws LinkException {
    while (true) {
      if (chunk == null) {
        beginChunk();
      }
      if (!passing) {
        if (parent != null && !parent.received()) {
          return false;
        }
        for (Link child : children) {
          child.send(FrameType.BROADCAST, chunk);
        }
        passing = true;
      }
      boolean flushed = true;
      for (Link child : children) {
        flushed &= child.flushed();
      }
      if (!flushed) {
        return false;
      }
      if (endChunk()) {
        return true;
      }
    }
  }

  private void beginChunk() {
    int length = Math.min(scratch.capacity(), message.capacity() - offset);
    if (message.isDirect()) {
      chunk = message.slice(offset, length);
    } else {
      chunk = scratch.clear().limit(length);
      if (parent == null) {
        chunk.put(0, message, offset, length);
      }
    }
    passing = false;
    if (parent != null) {
      parent.expect(FrameType.BROADCAST, chunk);
    }
  }

  /** True when it was the last. */
  private boolean endChunk() {
    int length = chunk.remaining();
    if (parent != null && !message.isDirect()) {
      message.put(offset, chunk, 0, length);
    }
    offset += length;
    chunk = null;
    return offset == message.capacity();
  }
}
