package dev.byol.trainer.collective;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A generation linked by TCP connections that a {@link Rendezvous} has made. All-reduce goes
 * through shared memory where all ranks see the same ({@link #share}).
 */
final class LinkedCollective implements Collective {

  /**
   * Longest all-reduce, in bytes, that goes by recursive doubling; longer ones go by the ring. Up
   * to about here the number of rounds costs more than the bytes.
   */
  static final int SMALL_MESSAGE_BYTES = 256 * 1024;

  /** Largest piece of a longer message, in bytes: stays in the second-level cache while added. */
  static final int CHUNK_BYTES = 256 * 1024;

  private final int rank;
  private final int worldSize;
  private final long generation;
  private final ControlPlane control;
  private final LinkLoop links;
  private final ReentrantLock inUse = new ReentrantLock();
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(CHUNK_BYTES);
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(CHUNK_BYTES);
  private final SharedLoop sharedLoop;
  private volatile SharedArea area;
  private long operation;
  private long piece;
  private String transport = "over TCP";
  private volatile String activity = "";
  private volatile boolean closed;

  /** What the first operation that failed was told, for all later ones. */
  private volatile Verdict ended;

  LinkedCollective(
      RendezvousSettings settings,
      Map<Integer, SocketChannel> controlChannels,
      Map<Integer, SocketChannel> dataChannels)
      throws IOException {
    rank = settings.rank();
    worldSize = settings.worldSize();
    generation = settings.generation();
    Bounds bounds = Bounds.of(settings.failureDetection());
    links = new LinkLoop(generation, worldSize, dataChannels, bounds, this::isOver);
    sharedLoop = new SharedLoop(bounds, this::isOver);
    control = new ControlPlane(rank, generation, controlChannels, bounds, links::wakeup);
    control.start();
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int worldSize() {
    return worldSize;
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public String transport() {
    return transport;
  }

  /**
   * From now on all-reduce goes through shared memory, if all ranks see the same and none wants
   * TCP. Called by all ranks together, before any other use.
   */
  void share(Transport wish) {
    SharedMemory.Finding finding = SharedMemory.find(this, wish);
    area = finding.area();
    transport = (area == null ? "over TCP: " : "through shared memory: ") + finding.reason();
  }

  @Override
  public void describe(String activity) {
    this.activity = activity;
  }

  @Override
  public void allReduceSum(FloatBuffer inPlace) {
    Arguments.requireWritable(inPlace);
    allReduceSum(new FloatSummand(inPlace));
  }

  @Override
  public void allReduceSum(DoubleBuffer inPlace) {
    Arguments.requireWritable(inPlace);
    allReduceSum(new DoubleSummand(inPlace));
  }

  @Override
  public void allReduceSum(ByteBuffer inPlace, Element element) {
    Arguments.requireWritable(inPlace);
    Arguments.requireWhole(inPlace, element);
    allReduceSum(
        switch (element) {
          case FLOAT32 -> new FloatSummand(inPlace);
          case FLOAT64 -> new DoubleSummand(inPlace);
        });
  }

  private void allReduceSum(Summand summand) {
    if (area != null) {
      shareSum(summand);
    } else {
      boolean small = (long) summand.elements() * summand.width() <= SMALL_MESSAGE_BYTES;
      perform(
          FrameType.ALL_REDUCE,
          () ->
              small
                  ? new RecursiveDoubling(links, rank, worldSize, summand, outgoing, incoming)
                  : new RingAllReduce(links, rank, worldSize, summand, outgoing, incoming));
    }
  }

  private void shareSum(Summand summand) {
    long mark = OperationMark.of(summand);
    perform(
        FrameType.ALL_REDUCE,
        mark,
        () -> {
          var work = new SharedAllReduce(area, rank, worldSize, summand, operation, mark, piece);
          piece += work.pieces();
          return work;
        },
        sharedLoop::run);
  }

  @Override
  public void broadcast(ByteBuffer inPlace, int root) {
    Arguments.requireRank(root, worldSize);
    if (rank != root) {
      Arguments.requireWritable(inPlace);
    }
    perform(
        FrameType.BROADCAST,
        () -> new BinomialBroadcast(links, rank, worldSize, root, inPlace, outgoing));
  }

  @Override
  public void barrier(String name) {
    DisseminationBarrier.encode(name);
    perform(FrameType.BARRIER, () -> new DisseminationBarrier(links, rank, worldSize, name));
  }

  @Override
  public List<byte[]> allGather(byte[] mine, int maxBytes) {
    Arguments.requireShare(mine, maxBytes, worldSize);
    return perform(
            FrameType.ALL_GATHER, () -> new BruckAllGather(links, rank, worldSize, mine, maxBytes))
        .shares();
  }

  @Override
  public void abort(String reason) {
    control.abort(new Verdict(rank, "gave up: " + reason));
  }

  @Override
  public void close() {
    shut(
        () -> {
          if (area != null) {
            area.leave(rank);
          }
          control.close();
        });
  }

  /** For tests: ends as a killed process would, with connections closed and no goodbye. */
  void kill() {
    shut(control::kill);
  }

  private void shut(Runnable closeControl) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    links.wakeup();
    closeControl.run();
    // An operation in progress on another thread sees the flag and lets go.
    inUse.lock();
    try {
      links.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("could not close the data links", e);
    } finally {
      inUse.unlock();
    }
  }

  private boolean isOver() {
    return closed || control.verdict() != null;
  }

  @FunctionalInterface
  private interface Start<W extends LinkLoop.Work> {
    W begin() throws LinkException;
  }

  private interface Drive<W> {
    boolean run(W work) throws IOException;
  }

  private <W extends LinkLoop.Work> W perform(FrameType operation, Start<W> start) {
    return perform(operation, OperationMark.of(operation), start, links::run);
  }

  private <W extends LinkLoop.Work> W perform(
      FrameType type, long mark, Start<W> start, Drive<? super W> drive) {
    if (inUse.isHeldByCurrentThread() || !inUse.tryLock()) {
      throw new IllegalStateException(
          type.words()
              + " was called while another thread is in an operation of this collective; call from"
              + " one thread at a time.");
    }
    try {
      requireOpen(type);
      requireAlive(type);
      operation++;
      if (area != null) {
        area.announce(rank, operation, mark);
      }
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

  private Verdict giveUp(String why) {
    Verdict verdict = new Verdict(rank, why);
    control.abort(verdict);
    return control.awaitVerdict(verdict);
  }

  private Verdict report(LinkException e) {
    if (e.getCause() instanceof ClosedByInterruptException) {
      return giveUp("gave up: its thread was interrupted");
    }
    Verdict verdict = new Verdict(e.peer(), e.getMessage());
    switch (e.blame()) {
      case SUSPECTED -> control.suspect(verdict);
      case CERTAIN -> control.abort(verdict);
    }
    return control.awaitVerdict(verdict);
  }

  private PeerLostException lost(Verdict verdict, FrameType operation) {
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
