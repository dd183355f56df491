package dev.byol.trainer.collective.linked;

import dev.byol.trainer.collective.link.FrameType;
import dev.byol.trainer.collective.link.Link;
import dev.byol.trainer.collective.link.LinkException;
import dev.byol.trainer.collective.link.LinkLoop;
import dev.byol.trainer.collective.sum.Summand;
import java.nio.ByteBuffer;

/**
 * All-reduce of a short vector in about log2(N) rounds: in round k each rank exchanges the whole
 * vector with the rank whose number differs in bit k, and adds. Ranks beyond the largest power of
 * two hand theirs to the rank that far below them first, and get the result back last.
 *
 * <p>Thakur, Rabenseifner, Gropp, "Optimization of collective communication operations in MPICH",
 * 2005, section 4.4. Since both sides of a round add the same two numbers, all ranks hold the same
 * bits.
 */
final class RecursiveDoubling implements LinkLoop.Work {

  private enum Stage {
    FOLD,
    EXCHANGE,
    UNFOLD,
    DONE
  }

  private final LinkLoop loop;
  private final int rank;
  private final int worldSize;
  private final int core;
  private final Summand summand;
  private final ByteBuffer outgoing;
  private final ByteBuffer incoming;

  private Stage stage = Stage.FOLD;
  private int bit = 1;
  private Link sendingTo;
  private Link receivingFrom;

  /**
   * @param outgoing,incoming direct scratch space, each large enough for the whole vector
   */
  RecursiveDoubling(
      LinkLoop loop,
      int rank,
      int worldSize,
      Summand summand,
      ByteBuffer outgoing,
      ByteBuffer incoming)
      throws LinkException {
    this.loop = loop;
    this.rank = rank;
    this.worldSize = worldSize;
    this.summand = summand;
    this.outgoing = outgoing;
    this.incoming = incoming;
    core = Integer.highestOneBit(worldSize);
    begin();
  }

  @Override
  public boolean advance() throws LinkException {
    while (stage != Stage.DONE) {
      if (sendingTo != null && !sendingTo.flushed()) {
        // The answer may be here before our last byte is gone; it stays in its buffer until then.
        if (receivingFrom != null) {
          receivingFrom.received();
        }
        return false;
      }
      if (receivingFrom != null && !receivingFrom.received()) {
        return false;
      }
      finish();
      next();
      begin();
    }
    return true;
  }

  private void begin() throws LinkException {
    sendingTo = null;
    receivingFrom = null;
    switch (stage) {
      case FOLD -> {
        if (rank >= core) {
          send(rank - core);
        } else if (rank + core < worldSize) {
          receive(rank + core);
        }
      }
      case EXCHANGE -> {
        if (rank < core) {
          receive(rank ^ bit);
          send(rank ^ bit);
        }
      }
      case UNFOLD -> {
        if (rank >= core) {
          receive(rank - core);
        } else if (rank + core < worldSize) {
          send(rank + core);
        }
      }
      case DONE -> {}
    }
  }

  private void finish() {
    if (receivingFrom == null) {
      return;
    }
    if (stage == Stage.UNFOLD) {
      summand.copyFrom(incoming, 0, summand.elements());
    } else {
      summand.addFrom(incoming, 0, summand.elements());
    }
  }

  private void next() {
    switch (stage) {
      case FOLD -> stage = core > 1 ? Stage.EXCHANGE : Stage.UNFOLD;
      case EXCHANGE -> {
        bit *= 2;
        if (bit >= core) {
          stage = Stage.UNFOLD;
        }
      }
      case UNFOLD, DONE -> stage = Stage.DONE;
    }
  }

  private void send(int peer) throws LinkException {
    sendingTo = loop.to(peer);
    summand.copyTo(outgoing, 0, summand.elements());
    sendingTo.send(FrameType.ALL_REDUCE, outgoing);
  }

  private void receive(int peer) {
    receivingFrom = loop.to(peer);
    incoming.clear().limit(summand.elements() * summand.width());
    receivingFrom.expect(FrameType.ALL_REDUCE, incoming);
  }
}
