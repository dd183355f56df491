package dev.byol.trainer.checkpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ranks as threads of this process. */
final class ThreadPeers implements Peers {
  private static final int BOUND_SECONDS = 60;

  private final int rank;
  private final byte[][] slots;
  private final CyclicBarrier barrier;

  /** What one rank does. */
  interface Work<T> {
    T of(ThreadPeers peers) throws Exception;
  }

  private ThreadPeers(int rank, byte[][] slots, CyclicBarrier barrier) {
    this.rank = rank;
    this.slots = slots;
    this.barrier = barrier;
  }

  /** What every rank made, in their order. */
  static <T> List<T> run(int count, Work<T> work) throws Exception {
    byte[][] slots = new byte[count][];
    CyclicBarrier barrier = new CyclicBarrier(count);
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int rank = 0; rank < count; rank++) {
        ThreadPeers peers = new ThreadPeers(rank, slots, barrier);
        running.add(threads.submit(() -> work.of(peers)));
      }
      List<T> made = new ArrayList<>();
      for (Future<T> one : running) {
        made.add(one.get(BOUND_SECONDS, TimeUnit.SECONDS));
      }
      return made;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int count() {
    return slots.length;
  }

  @Override
  public void broadcast(ByteBuffer inPlace, int root) {
    byte[] mine = new byte[inPlace.remaining()];
    inPlace.duplicate().get(mine);
    inPlace.duplicate().put(allGather(mine, mine.length).get(root));
  }

  @Override
  public List<byte[]> allGather(byte[] mine, int maxBytes) {
    if (mine.length > maxBytes) {
      throw new IllegalArgumentException("%d bytes of %d".formatted(mine.length, maxBytes));
    }
    slots[rank] = mine;
    await();
    List<byte[]> all = Arrays.stream(slots).map(byte[]::clone).toList();
    await();
    return all;
  }

  private void await() {
    try {
      barrier.await(BOUND_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("another rank is gone", e);
    }
  }
}
