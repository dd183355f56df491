package dev.byol.trainer.collective.link;

import dev.byol.trainer.collective.Bounds;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Drives the data links of one rank on the thread that calls a collective: lets the operation do
 * what it can without blocking, then sleeps until a link it waits for is ready.
 */
public final class LinkLoop {

  /** One operation: does all it can without blocking, true when finished. */
  @FunctionalInterface
  public interface Work {
    boolean advance() throws LinkException;
  }

  private final Bounds bounds;
  private final Selector selector;
  private final Link[] byRank;
  private final Link[] links;
  private final BooleanSupplier stopped;

  /**
   * @param channels one authenticated channel per neighbour; taken over
   * @param stopped whether the generation is over; asked before each wait
   */
  public LinkLoop(
      long generation,
      int worldSize,
      Map<Integer, SocketChannel> channels,
      Bounds bounds,
      BooleanSupplier stopped)
      throws IOException {
    this.bounds = bounds;
    this.stopped = stopped;
    byRank = new Link[worldSize];
    selector = Selector.open();
    for (Map.Entry<Integer, SocketChannel> entry : new TreeMap<>(channels).entrySet()) {
      SocketChannel channel = entry.getValue();
      channel.configureBlocking(false);
      Link link = new Link(entry.getKey(), generation, channel);
      link.key = channel.register(selector, 0);
      byRank[link.peer()] = link;
    }
    links = channels.keySet().stream().sorted().map(peer -> byRank[peer]).toArray(Link[]::new);
  }

  public Link to(int rank) {
    return byRank[rank];
  }

  /**
   * Runs the work to its end.
   *
   * @return false when the generation was found to be over, or the thread interrupted, before that
   * @throws LinkException when a link failed
   */
  public boolean run(Work work) throws IOException {
    long started = System.nanoTime();
    while (true) {
      // An interrupted thread would have its channels closed by the next read.
      if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      if (work.advance()) {
        return true;
      }
      if (!stopped.getAsBoolean() && await(started)) {
        started = System.nanoTime();
      }
    }
  }

  /** Makes a thread that waits here look again whether the generation is over. */
  public void wakeup() {
    selector.wakeup();
  }

  /** Closes the connections first, so that the peers learn it, then what belongs to them. */
  public void close() throws IOException {
    for (Link link : links) {
      link.channel().close();
    }
    selector.close();
  }

  /** True when a link became ready. */
  private boolean await(long lastReady) throws IOException {
    boolean midFrame = false;
    for (Link link : links) {
      int ops =
          (link.wantsToRead() ? SelectionKey.OP_READ : 0)
              | (link.wantsToWrite() ? SelectionKey.OP_WRITE : 0);
      if (link.key.interestOps() != ops) {
        link.key.interestOps(ops);
      }
      midFrame |= link.isMidFrame();
    }
    long limit = (midFrame ? bounds.midFrame() : bounds.stall()).toNanos();
    long left = limit - (System.nanoTime() - lastReady);
    if (left > 0 && selector.select(key -> {}, TimeUnit.NANOSECONDS.toMillis(left) + 1) > 0) {
      return true;
    }
    long now = System.nanoTime();
    for (Link link : links) {
      if (link.isMidFrame() && now - link.lastProgress() >= bounds.midFrame().toNanos()) {
        throw LinkException.violation(
            link.peer(),
            "stopped in the middle of a frame for " + bounds.midFrame().toMillis() + " ms");
      }
      if ((link.wantsToRead() || link.wantsToWrite())
          && now - lastReady > bounds.stall().toNanos()) {
        throw LinkException.violation(
            link.peer(),
            "is alive but made no progress for "
                + bounds.stall().toSeconds()
                + " s (does every rank call the same operations?)");
      }
    }
    return false;
  }
}
