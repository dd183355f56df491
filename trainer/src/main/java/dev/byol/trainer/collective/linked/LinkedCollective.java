package dev.byol.trainer.collective.linked;

import dev.byol.trainer.collective.Arguments;
import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Element;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.link.ControlPlane;
import dev.byol.trainer.collective.link.FrameType;
import dev.byol.trainer.collective.link.LinkLoop;
import dev.byol.trainer.collective.link.LostRank;
import dev.byol.trainer.collective.shared.OperationMark;
import dev.byol.trainer.collective.shared.SharedAllReduce;
import dev.byol.trainer.collective.shared.SharedArea;
import dev.byol.trainer.collective.shared.SharedLoop;
import dev.byol.trainer.collective.shared.SharedMemory;
import dev.byol.trainer.collective.sum.DoubleSummand;
import dev.byol.trainer.collective.sum.FloatSummand;
import dev.byol.trainer.collective.sum.Summand;
import dev.byol.trainer.collective.sum.SummationOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;

/**
 * A generation linked by TCP connections that a {@link
 * dev.byol.trainer.collective.forming.Rendezvous} has made. All-reduce goes through shared memory
 * where all ranks see the same ({@link #share}). The one {@link #beside} has links and memory of
 * its own; both have the same control plane, and end together.
 */
public final class LinkedCollective implements Collective {

  /** Largest piece of a longer message, in bytes: stays in the second-level cache while added. */
  static final int CHUNK_BYTES = 256 * 1024;

  private final int rank;
  private final int worldSize;
  private final long generation;
  private final ControlPlane control;
  private final OperationRunner runner;
  private final LinkLoop links;
  private final SharedLoop sharedLoop;

  /** Null in a collective that is itself beside another. */
  private final LinkedCollective beside;

  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(CHUNK_BYTES);
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(CHUNK_BYTES);
  private volatile SharedArea area;
  private long operation;
  private long piece;
  private String transport = "over TCP";
  private boolean shut;

  /**
   * @param dataChannels one for each neighbour
   * @param besideChannels likewise, for {@link #beside}
   */
  public LinkedCollective(
      Membership self,
      Map<Integer, SocketChannel> controlChannels,
      Map<Integer, SocketChannel> dataChannels,
      Map<Integer, SocketChannel> besideChannels)
      throws IOException {
    this(
        self,
        new ControlPlane(
            self.rank(), self.generation(), controlChannels, Bounds.of(self.failureDetection())),
        dataChannels,
        besideChannels);
    control.start(
        () -> {
          links.wakeup();
          beside.links.wakeup();
        });
  }

  /**
   * @param besideChannels null for a collective that is itself beside another
   */
  private LinkedCollective(
      Membership self,
      ControlPlane control,
      Map<Integer, SocketChannel> dataChannels,
      Map<Integer, SocketChannel> besideChannels)
      throws IOException {
    rank = self.rank();
    worldSize = self.worldSize();
    generation = self.generation();
    this.control = control;
    runner = new OperationRunner(self, control);
    Bounds bounds = Bounds.of(self.failureDetection());
    links = new LinkLoop(generation, worldSize, dataChannels, bounds, runner::isOver);
    sharedLoop = new SharedLoop(bounds, runner::isOver);
    beside =
        besideChannels == null ? null : new LinkedCollective(self, control, besideChannels, null);
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

  @Override
  public Collective beside() {
    return beside == null ? this : beside;
  }

  /**
   * From now on all-reduce goes through shared memory, if all ranks see the same and none wants
   * TCP. Called by all ranks together, before any other use.
   */
  public void share(Transport wish) {
    SharedMemory.Finding finding = SharedMemory.find(this, wish);
    area = finding.area();
    transport = (area == null ? "over TCP: " : "through shared memory: ") + finding.reason();
    if (beside != null && area != null) {
      beside.share(wish);
    }
  }

  @Override
  public void describe(String activity) {
    runner.describe(activity);
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
      boolean small =
          (long) summand.elements() * summand.width() <= SummationOrder.SMALL_MESSAGE_BYTES;
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
    runner.perform(
        FrameType.ALL_REDUCE,
        () -> {
          announce(mark);
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

  private <W extends LinkLoop.Work> W perform(FrameType type, OperationRunner.Start<W> start) {
    return runner.perform(
        type,
        () -> {
          announce(OperationMark.of(type));
          return start.begin();
        },
        links::run);
  }

  private void announce(long mark) {
    operation++;
    if (area != null) {
      area.announce(rank, operation, mark);
    }
  }

  @Override
  public void abort(String reason) {
    control.abort(new LostRank(rank, "gave up: " + reason));
  }

  @Override
  public void close() {
    if (beside == null) {
      throw new IllegalStateException(
          "a collective beside another is closed with that one; close the first.");
    }
    shut(
        () -> {
          leave();
          beside.leave();
          control.close();
        });
  }

  /** For tests: ends as a killed process would, with connections closed and no goodbye. */
  void kill() {
    shut(control::kill);
  }

  private void shut(Runnable closeControl) {
    synchronized (this) {
      if (shut) {
        return;
      }
      shut = true;
    }
    runner.close();
    beside.runner.close();
    links.wakeup();
    beside.links.wakeup();
    closeControl.run();
    closeLinks();
    beside.closeLinks();
  }

  private void leave() {
    if (area != null) {
      area.leave(rank);
    }
  }

  private void closeLinks() {
    runner.whenIdle(
        () -> {
          try {
            links.close();
          } catch (IOException e) {
            throw new UncheckedIOException("could not close the data links", e);
          }
        });
  }
}
