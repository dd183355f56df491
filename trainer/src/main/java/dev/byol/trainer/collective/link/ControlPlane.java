package dev.byol.trainer.collective.link;

import dev.byol.trainer.collective.Bounds;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Watches that all members live, and ends the generation everywhere when one does not.
 *
 * <p>A star: rank 0, the coordinator, holds a connection to each other rank; a thread of its own on
 * each side beats, so that long computing is no silence. The coordinator's first finding is the
 * verdict and is pushed to all; the others decide for themselves only about the coordinator. A data
 * link that closes proves little (its peer may have left <em>because</em> of another's failure), so
 * it is reported as a suspicion and becomes a verdict only if nothing better is known a moment
 * later ({@link Bounds#settle}).
 */
public final class ControlPlane {

  /** The rank that forms the generation and decides who is lost. */
  public static final int COORDINATOR = 0;

  private final int rank;
  private final Bounds bounds;
  private final Selector selector;
  private final List<ControlPeer> peers = new ArrayList<>();
  private final Suspicions suspicions = new Suspicions();
  private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();
  private final CountDownLatch decided = new CountDownLatch(1);
  private final Thread thread;

  private Runnable onVerdict;
  private volatile LostRank verdict;
  private volatile boolean killed;
  private boolean closing;
  private long closeBy;
  private long nextBeat;

  /**
   * @param connections to every other rank on rank 0, to rank 0 elsewhere; authenticated, taken
   *     over
   */
  public ControlPlane(
      int rank, long generation, Map<Integer, SocketChannel> connections, Bounds bounds)
      throws IOException {
    this.rank = rank;
    this.bounds = bounds;
    selector = Selector.open();
    long firstBeatBy = System.nanoTime() + bounds.mesh().toNanos();
    for (Map.Entry<Integer, SocketChannel> entry : connections.entrySet()) {
      peers.add(
          new ControlPeer(entry.getKey(), generation, entry.getValue(), selector, firstBeatBy));
    }
    nextBeat = System.nanoTime();
    thread = new Thread(this::loop, "byol-control-gen" + generation + "-rank" + rank);
    thread.setDaemon(true);
  }

  /**
   * Begins to beat and to listen.
   *
   * @param onVerdict called on the control thread once the generation is over
   */
  public void start(Runnable onVerdict) {
    this.onVerdict = onVerdict;
    thread.start();
  }

  /** Null while the generation lives. */
  public LostRank verdict() {
    return verdict;
  }

  /** Reports a closed data link. */
  public void suspect(LostRank suspicion) {
    request(() -> onSuspicion(suspicion));
  }

  /** Ends the generation. */
  public void abort(LostRank reason) {
    request(() -> decide(reason));
  }

  /** Waits for the verdict after a report; falls back on the report itself after the bound. */
  public LostRank awaitVerdict(LostRank report) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + bounds.verdictWait().toNanos();
    try {
      while (true) {
        try {
          boolean known = decided.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return known ? verdict : report;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Says goodbye, waits for the peers' answer within the bound, ends the thread. */
  public void close() {
    request(this::beginClose);
    boolean interrupted = false;
    long deadline = System.nanoTime() + 2 * bounds.closeGrace().toNanos();
    while (thread.isAlive()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        kill();
        break;
      }
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends like a killed process: no goodbye. */
  public void kill() {
    killed = true;
    selector.wakeup();
  }

  private void request(Runnable request) {
    requests.add(request);
    selector.wakeup();
  }

  private void loop() {
    try {
      while (!killed && !(closing && (peers.isEmpty() || System.nanoTime() >= closeBy))) {
        selector.select(this::onReadable, Math.max(1, millisToNextDeadline()));
        for (Runnable next = requests.poll(); next != null; next = requests.poll()) {
          next.run();
        }
        long now = System.nanoTime();
        if (!closing) {
          beat(now);
          // Only after reading: what came in while this whole process was stopped counts.
          checkSilence(now);
        }
        suspicions.due(now).ifPresent(this::decide);
        peers.removeIf(this::flushOrDrop);
      }
    } catch (IOException | RuntimeException e) {
      decide(new LostRank(rank, "failed on its control thread: " + e));
    } finally {
      peers.forEach(ControlPeer::close);
      try {
        selector.close();
      } catch (IOException e) {
        decide(new LostRank(rank, "failed to close its control thread: " + e));
      }
    }
  }

  private long millisToNextDeadline() {
    long now = System.nanoTime();
    long next = now + bounds.settle().toNanos();
    if (closing) {
      next = Math.min(next, closeBy);
    } else {
      next = Math.min(next, nextBeat);
    }
    return TimeUnit.NANOSECONDS.toMillis(suspicions.next(next) - now);
  }

  private void onReadable(SelectionKey key) {
    ControlPeer peer = (ControlPeer) key.attachment();
    if (!key.isValid() || !key.isReadable()) {
      return;
    }
    try {
      for (ControlPeer.Message message : peer.read()) {
        onMessage(peer, message);
      }
    } catch (LinkException e) {
      onLost(peer, e);
    }
  }

  private void onMessage(ControlPeer from, ControlPeer.Message message) throws LinkException {
    if (message.type() == null) {
      throw LinkException.violation(from.rank(), "sent a control frame of unknown type");
    }
    switch (message.type()) {
      case HEARTBEAT -> {}
      case SUSPECT -> onSuspicion(message.verdict());
      case ABORT -> decide(message.verdict());
      case BYE -> onBye(from);
      default ->
          throw LinkException.violation(
              from.rank(), "sent a frame for " + message.type().words() + " as control frame");
    }
  }

  private void onBye(ControlPeer peer) {
    peer.saidBye = true;
    if (verdict == null) {
      // The others may still be finishing the last operation, but no longer than this.
      suspicions.addLeft(peer.rank(), System.nanoTime() + bounds.failureDetection().toNanos());
    }
  }

  private void onLost(ControlPeer peer, LinkException e) {
    peer.close();
    if (!peer.saidBye && !closing) {
      decide(new LostRank(peer.rank(), e.getMessage()));
    }
  }

  private void onSuspicion(LostRank suspicion) {
    if (verdict != null) {
      return;
    }
    ControlPeer coordinator = rank == COORDINATOR ? null : coordinator();
    long wait = bounds.settle().toNanos();
    if (coordinator != null && suspicion.rank() != COORDINATOR) {
      coordinator.send(FrameType.SUSPECT, suspicion);
      // It settles for as long itself; then its answer has to arrive.
      wait *= 3;
    }
    suspicions.add(suspicion, System.nanoTime() + wait);
  }

  private ControlPeer coordinator() {
    return peers.isEmpty() || peers.get(0).saidBye ? null : peers.get(0);
  }

  private void beat(long now) {
    if (now < nextBeat) {
      return;
    }
    nextBeat = now + bounds.heartbeatInterval().toNanos();
    for (ControlPeer peer : peers) {
      if (!peer.isBacklogged()) {
        peer.send(FrameType.HEARTBEAT, null);
      }
    }
  }

  private void checkSilence(long now) {
    for (ControlPeer peer : peers) {
      long silence = peer.silence(now);
      if (!peer.saidBye && silence >= bounds.silenceLimit().toNanos()) {
        decide(
            new LostRank(
                peer.rank(),
                "gave no sign of life for " + TimeUnit.NANOSECONDS.toMillis(silence) + " ms"));
      }
    }
  }

  private void decide(LostRank found) {
    if (verdict != null) {
      return;
    }
    verdict = found;
    suspicions.clear();
    for (ControlPeer peer : peers) {
      peer.send(FrameType.ABORT, found);
    }
    decided.countDown();
    onVerdict.run();
  }

  private void beginClose() {
    closing = true;
    closeBy = System.nanoTime() + bounds.closeGrace().toNanos();
    for (ControlPeer peer : peers) {
      peer.send(FrameType.BYE, null);
    }
  }

  /** True when the peer is done with. */
  private boolean flushOrDrop(ControlPeer peer) {
    try {
      peer.flush();
      if (closing) {
        // The connection itself closes when the peer has closed, lest a reset overtake our goodbye.
        peer.shutOutput();
      }
    } catch (LinkException e) {
      onLost(peer, e);
    }
    boolean gone = verdict != null && closing && peer.rank() == verdict.rank();
    if (gone) {
      peer.close();
    }
    return gone || !peer.isOpen();
  }
}
