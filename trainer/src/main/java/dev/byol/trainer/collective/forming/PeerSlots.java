package dev.byol.trainer.collective.forming;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** The connections that one member expects from others, one per rank. Thread-safe. */
final class PeerSlots {

  /** Whether it can be found out that the peer in a slot has gone. */
  enum Peers {
    /** They say nothing until all are filled, so that reading shows a closed connection. */
    SILENT,
    /** They may speak at once; reading would take their words away. */
    TALKING
  }

  private static final Duration SETTLING_POLL = Duration.ofMillis(10);

  private final Peers peers;
  private final Duration settling;
  private final SortedSet<Integer> expected;
  private final Map<Integer, SocketChannel> reserved = new HashMap<>();
  private final Map<Integer, SocketChannel> filled = new TreeMap<>();

  /**
   * @param expected ranks that have a slot
   * @param settling the longest that a connection is between reserving its slot and taking it
   */
  PeerSlots(Set<Integer> expected, Peers peers, Duration settling) {
    this.settling = settling;
    this.expected = new TreeSet<>(expected);
    this.peers = peers;
  }

  /** Keeps the slot for this connection, or says why not. */
  synchronized Optional<String> reserve(int rank, SocketChannel channel) {
    if (!expected.contains(rank)) {
      return Optional.of("rank " + rank + " has no business here; check the ranks of the workers.");
    }
    SocketChannel holder = awaitSettled(rank);
    if (holder != null && !isGone(rank, holder)) {
      return Optional.of(
          "rank "
              + rank
              + " is already taken by the worker at "
              + holder.socket().getRemoteSocketAddress()
              + "; give each worker a rank of its own.");
    }
    if (holder != null) {
      vacate(rank, holder);
    }
    reserved.put(rank, channel);
    return Optional.empty();
  }

  /**
   * The holder of a slot, once it is there or has gone: in between nobody can tell whether it
   * lives, and a worker that died just then must not keep its own successor out.
   */
  private SocketChannel awaitSettled(int rank) {
    long deadline = System.nanoTime() + settling.toNanos();
    SocketChannel holder = reserved.get(rank);
    try {
      while (holder != null
          && holder.isOpen()
          && filled.get(rank) != holder
          && System.nanoTime() < deadline) {
        // A connection that fails its handshake is closed without a word: hence the poll.
        TimeUnit.NANOSECONDS.timedWait(this, SETTLING_POLL.toNanos());
        holder = reserved.get(rank);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return holder;
  }

  /** The connection is ready in the slot that it reserved. */
  synchronized void fill(int rank, SocketChannel channel) {
    if (reserved.get(rank) == channel) {
      filled.put(rank, channel);
      notifyAll();
    }
  }

  /** Waits until all slots are taken, by peers that are still there; false after the deadline. */
  synchronized boolean awaitAll(long deadline) throws InterruptedException {
    while (true) {
      if (filled.size() == expected.size()) {
        Map<Integer, SocketChannel> gone = new TreeMap<>(filled);
        gone.entrySet().removeIf(slot -> !isGone(slot.getKey(), slot.getValue()));
        gone.forEach(this::vacate);
        if (gone.isEmpty()) {
          return true;
        }
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  synchronized SortedSet<Integer> missing() {
    SortedSet<Integer> missing = new TreeSet<>(expected);
    missing.removeAll(filled.keySet());
    return missing;
  }

  /** The connections by rank. */
  synchronized Map<Integer, SocketChannel> channels() {
    return new TreeMap<>(filled);
  }

  synchronized void closeAll() {
    reserved.values().forEach(Sockets::closeQuietly);
  }

  /** Frees the slot of one that has gone; a successor that has reserved it by now keeps it. */
  private void vacate(int rank, SocketChannel gone) {
    Sockets.closeQuietly(gone);
    filled.remove(rank, gone);
    reserved.remove(rank, gone);
  }

  private boolean isGone(int rank, SocketChannel channel) {
    if (!channel.isOpen()) {
      return true;
    }
    if (peers == Peers.TALKING || filled.get(rank) != channel) {
      return false;
    }
    try {
      channel.configureBlocking(false);
      boolean silent = channel.read(ByteBuffer.allocate(1)) == 0;
      channel.configureBlocking(true);
      return !silent;
    } catch (IOException e) {
      return true;
    }
  }
}
