package dev.byol.trainer.collective.shared;

import dev.byol.trainer.collective.link.LinkException;
import dev.byol.trainer.collective.link.LinkLoop;
import dev.byol.trainer.collective.link.Topology;
import dev.byol.trainer.collective.sum.Segments;
import dev.byol.trainer.collective.sum.Summand;
import dev.byol.trainer.collective.sum.SummationOrder;
import java.nio.ByteBuffer;

/**
 * All-reduce through a {@link SharedArea}. A short vector is one piece: every rank copies its own
 * into its slot, waits for the others', and adds them all. A long one is cut as {@link
 * RingAllReduce} cuts it, and goes chunk by chunk through slots that stay in the caches: every rank
 * hands the owner of each segment its share, the owner adds the shares and hands the sum back. Both
 * add in the order of the TCP algorithms, so the bits are the same.
 *
 * <p>Pieces are numbered over all operations of a generation, and a slot is used again two pieces
 * later. Nobody needs its old content by then: a rank fills the slots of piece p + 1 only after it
 * has seen every rank publish p and (in a long vector) finish p - 1, and sums into its outgoing
 * slot of p only after it has seen every rank publish p, which each does after it took the sums of
 * p - 2.
 */
public final class SharedAllReduce implements LinkLoop.Work {

  private enum Stage {
    AWAIT_SHARES,
    AWAIT_SUMS,
    DONE
  }

  private final SharedArea area;
  private final int rank;
  private final int worldSize;
  private final Summand summand;
  private final long operation;
  private final long description;

  /** Null for a vector that is one piece. */
  private final Segments segments;

  private final SummationOrder order;
  private final ByteBuffer[] others;
  private final long firstPiece;
  private final int pieces;

  private int done;
  private Stage stage = Stage.AWAIT_SHARES;

  /**
   * @param operation,description as announced in the area
   * @param firstPiece number of this operation's first piece, the same on all ranks
   */
  public SharedAllReduce(
      SharedArea area,
      int rank,
      int worldSize,
      Summand summand,
      long operation,
      long description,
      long firstPiece) {
    this.area = area;
    this.rank = rank;
    this.worldSize = worldSize;
    this.summand = summand;
    this.operation = operation;
    this.description = description;
    this.firstPiece = firstPiece;
    others = new ByteBuffer[worldSize];
    if ((long) summand.elements() * summand.width() <= SummationOrder.SMALL_MESSAGE_BYTES) {
      segments = null;
      order = SummationOrder.doubling(worldSize);
      pieces = 1;
    } else {
      segments = new Segments(summand.elements(), worldSize, area.chunkBytes() / summand.width());
      order = SummationOrder.ring(rank, worldSize);
      pieces = segments.chunks();
    }
    share(0);
  }

  /** Pieces that this operation takes. */
  public int pieces() {
    return pieces;
  }

  /** Changes with each piece that is through. */
  int progress() {
    return done;
  }

  /** A rank that this one waits for. */
  int awaited() {
    for (int peer = 0; peer < worldSize; peer++) {
      long at = stage == Stage.AWAIT_SHARES ? area.published(peer) : area.finished(peer);
      if (peer != rank && at <= firstPiece + done) {
        return peer;
      }
    }
    return Topology.at(rank, 1, worldSize);
  }

  @Override
  public boolean advance() throws LinkException {
    while (stage != Stage.DONE) {
      long piece = firstPiece + done;
      if (stage == Stage.AWAIT_SHARES) {
        if (!sharesAreThere(piece)) {
          return false;
        }
        if (segments == null) {
          addAll(piece);
          stage = Stage.DONE;
        } else {
          if (done + 1 < pieces) {
            share(done + 1);
          }
          addSegment(piece);
          stage = Stage.AWAIT_SUMS;
        }
      } else {
        if (!sumsAreThere(piece)) {
          return false;
        }
        takeSums(piece);
        done++;
        stage = done == pieces ? Stage.DONE : Stage.AWAIT_SHARES;
      }
    }
    return true;
  }

  /** Hands out this rank's part of a piece. */
  private void share(int index) {
    long piece = firstPiece + index;
    if (segments == null) {
      summand.copyTo(area.message(rank, piece), 0, summand.elements());
    } else {
      for (int segment = 0; segment < worldSize; segment++) {
        if (segment != rank) {
          summand.copyTo(
              area.share(rank, piece, segment),
              segments.start(segment, index),
              segments.length(segment, index));
        }
      }
    }
    area.publish(rank, piece + 1);
  }

  /** Looks at every peer each time: one that has left is found out behind one that is late. */
  private boolean sharesAreThere(long piece) throws LinkException {
    boolean there = true;
    for (int peer = 0; peer < worldSize; peer++) {
      if (peer != rank) {
        requireSameOperation(peer);
        there &= isPast(peer, piece);
      }
    }
    return there;
  }

  private boolean sumsAreThere(long piece) throws LinkException {
    boolean there = true;
    for (int peer = 0; peer < worldSize; peer++) {
      if (peer != rank) {
        there &= isPast(peer, piece);
      }
    }
    return there;
  }

  private boolean isPast(int peer, long piece) throws LinkException {
    // Asked first: what a peer did before it left counts.
    boolean left = area.hasLeft(peer);
    long at = stage == Stage.AWAIT_SHARES ? area.published(peer) : area.finished(peer);
    if (at <= piece && left) {
      throw LinkException.closed(peer, null);
    }
    return at > piece;
  }

  private void addAll(long piece) {
    for (int peer = 0; peer < worldSize; peer++) {
      others[peer] = area.message(peer, piece);
    }
    summand.sum(order, others, rank, 0, summand.elements());
  }

  private void addSegment(long piece) {
    for (int peer = 0; peer < worldSize; peer++) {
      others[peer] = area.share(peer, piece, rank);
    }
    int from = segments.start(rank, done);
    int count = segments.length(rank, done);
    summand.sum(order, others, rank, from, count);
    summand.copyTo(area.sum(rank, piece), from, count);
    area.finish(rank, piece + 1);
  }

  private void takeSums(long piece) {
    for (int peer = 0; peer < worldSize; peer++) {
      if (peer != rank) {
        int from = segments.start(peer, done);
        summand.copyFrom(area.sum(peer, piece), from, segments.length(peer, done));
      }
    }
  }

  /**
   * A rank that has taken part in this operation may be two further on, when the next does not need
   * us (a broadcast of its own). One that has not, and is past it, is at other operations.
   */
  private void requireSameOperation(int peer) throws LinkException {
    if (area.operation(peer) < operation) {
      return;
    }
    long theirs = area.description(peer, operation);
    boolean other =
        area.hasOverwritten(peer, operation)
            ? area.published(peer) <= firstPiece + done
            : theirs != description;
    if (other) {
      throw LinkException.violation(peer, OperationMark.difference(theirs, description));
    }
  }
}
