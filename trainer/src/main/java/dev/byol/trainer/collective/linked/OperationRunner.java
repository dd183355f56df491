package dev.byol.trainer.collective.linked;

import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.collective.link.ControlPlane;
import dev.byol.trainer.collective.link.FrameType;
import dev.byol.trainer.collective.link.LinkException;
import dev.byol.trainer.collective.link.LinkLoop;
import dev.byol.trainer.collective.link.LostRank;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedSelectorException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one operation at a time run to its end on the thread that calls it, and turns what goes
 * wrong into the exception that tells who was lost.
 */
final class OperationRunner {
  private final int rank;
  private final int worldSize;
  private final long generation;
  private final ControlPlane control;
  private final ReentrantLock inUse = new ReentrantLock();
  private volatile String activity = "";
  private volatile boolean closed;

  /** What the first operation that failed was told, for all later ones. */
  private volatile LostRank ended;

  /** Makes the work of an operation. */
  @FunctionalInterface
  interface Start<W extends LinkLoop.Work> {
    W begin() throws LinkException;
  }

  /** Runs a work to its end; false when the generation is over or the thread interrupted. */
  @FunctionalInterface
  interface Drive<W> {
    boolean run(W work) throws IOException;
  }

  OperationRunner(Membership self, ControlPlane control) {
    this.rank = self.rank();
    this.worldSize = self.worldSize();
    this.generation = self.generation();
    this.control = control;
  }

  void describe(String activity) {
    this.activity = activity;
  }

  /** Whether an operation in progress must end without its result. */
  boolean isOver() {
    return closed || control.verdict() != null;
  }

  /** Begins a work and runs it to its end. */
  <W extends LinkLoop.Work> W perform(FrameType type, Start<W> start, Drive<? super W> drive) {
    if (inUse.isHeldByCurrentThread() || !inUse.tryLock()) {
      throw new IllegalStateException(
          type.words()
              + " was called while another thread is in an operation of this collective; call from"
              + " one thread at a time.");
    }
    try {
      requireOpen(type);
      requireAlive(type);
      W work = start.begin();
      if (!drive.run(work)) {
        requireOpen(type);
        requireAlive(type);
        throw lost(giveUp("gave up: its thread was interrupted"), type);
      }
      return work;
    } catch (LinkException e) {
      requireOpen(type);
      throw lost(report(e), type);
    } catch (IOException | ClosedSelectorException e) {
      requireOpen(type);
      throw lost(giveUp("failed: " + e), type);
    } finally {
      inUse.unlock();
    }
  }

  /** From now on operations are refused, and one in progress on another thread lets go. */
  void close() {
    closed = true;
  }

  /** Runs once no operation is in progress any more. */
  void whenIdle(Runnable action) {
    inUse.lock();
    try {
      action.run();
    } finally {
      inUse.unlock();
    }
  }

  private void requireAlive(FrameType operation) {
    if (ended == null) {
      ended = control.verdict();
    }
    if (ended != null) {
      throw lost(ended, operation);
    }
  }

  private void requireOpen(FrameType operation) {
    if (closed) {
      throw new IllegalStateException(
          operation.words() + " on a collective that is closed; form a new generation.");
    }
  }

  private LostRank giveUp(String why) {
    LostRank verdict = new LostRank(rank, why);
    control.abort(verdict);
    return control.awaitVerdict(verdict);
  }

  private LostRank report(LinkException e) {
    if (e.getCause() instanceof ClosedByInterruptException) {
      return giveUp("gave up: its thread was interrupted");
    }
    LostRank verdict = new LostRank(e.peer(), e.getMessage());
    switch (e.blame()) {
      case SUSPECTED -> control.suspect(verdict);
      case CERTAIN -> control.abort(verdict);
    }
    return control.awaitVerdict(verdict);
  }

  private PeerLostException lost(LostRank verdict, FrameType operation) {
    ended = verdict;
    return new PeerLostException(
        verdict.rank(),
        verdict.why(),
        "rank "
            + verdict.rank()
            + (verdict.rank() == rank ? " (this one) " : " ")
            + verdict.why()
            + "; seen by rank "
            + rank
            + " of "
            + worldSize
            + " in generation "
            + generation
            + " during "
            + operation.words()
            + (activity.isEmpty() ? "" : " '" + activity + "'")
            + "; the step in flight is lost on all ranks: form a new generation and repeat it.");
  }
}
