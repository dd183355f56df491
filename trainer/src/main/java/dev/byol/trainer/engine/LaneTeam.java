package dev.byol.trainer.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * One thread per lane, all running the same program on their own share, meeting to add up numbers.
 * The sum is taken in the order of the lanes, so it has the same bits each time.
 */
public final class LaneTeam implements AutoCloseable {
  private final int lanes;
  private final ExecutorService threads;
  private final double[][] deposits;
  private volatile CyclicBarrier barrier;

  /** What each lane does in {@link #run}. */
  public interface Program {
    /** Runs lane {@code lane}'s share; every lane must reach the same meetings. */
    void run(int lane) throws InterruptedException;
  }

  public LaneTeam(int lanes) {
    if (lanes < 1) {
      throw new IllegalArgumentException("a team needs at least 1 lane, got " + lanes);
    }
    this.lanes = lanes;
    this.deposits = new double[lanes][];
    this.barrier = new CyclicBarrier(lanes);
    this.threads =
        Executors.newFixedThreadPool(
            lanes,
            task -> {
              Thread thread = new Thread(task, "lane");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Number of lanes. */
  public int lanes() {
    return lanes;
  }

  /**
   * Runs {@code program} on every lane and waits for all. When one fails, the others' meetings fail
   * too, and the first failure is thrown once no lane is at work any more: what they work on may be
   * freed then. An interrupt ends the meetings likewise.
   */
  public void run(Program program) {
    List<Future<?>> running = new ArrayList<>();
    barrier = new CyclicBarrier(lanes);
    for (int lane = 0; lane < lanes; lane++) {
      int mine = lane;
      running.add(threads.submit(() -> guarded(program, mine)));
    }
    List<Throwable> failures = new ArrayList<>();
    boolean interrupted = false;
    for (Future<?> lane : running) {
      interrupted |= await(lane, failures);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new LaneAbortedException(
          new InterruptedException("interrupted while lanes were at work"));
    }
    throwFirst(failures);
  }

  /**
   * Adds {@code values} over all lanes, then lets lane 0 hand the sum to {@code across} (the sum
   * over workers); on return every lane has the result in its {@code values}.
   *
   * @param from first of {@code values} that counts, the same on all lanes
   * @param length how many count
   */
  public void sum(int lane, double[] values, int from, int length, Consumer<double[]> across)
      throws InterruptedException {
    if (lanes == 1) {
      across.accept(values);
      return;
    }
    deposits[lane] = values;
    meet();
    if (lane == 0) {
      for (int other = 1; other < lanes; other++) {
        double[] theirs = deposits[other];
        for (int i = from; i < from + length; i++) {
          values[i] += theirs[i];
        }
      }
      across.accept(values);
    }
    meet();
    if (lane != 0) {
      System.arraycopy(deposits[0], from, values, from, length);
    }
    meet();
  }

  /** Waits until every lane is here. */
  public void meet() throws InterruptedException {
    if (lanes == 1) {
      return;
    }
    try {
      barrier.await();
    } catch (BrokenBarrierException e) {
      throw new LaneAbortedException(e);
    }
  }

  /**
   * Ends the threads.
   *
   * @throws IllegalStateException when one is still at work: what it works on must not be freed
   */
  @Override
  public void close() {
    Ending.end(threads, "a lane");
  }

  private Void guarded(Program program, int lane) throws InterruptedException {
    CyclicBarrier mine = barrier;
    try {
      program.run(lane);
      return null;
    } catch (RuntimeException | Error | InterruptedException e) {
      breakForGood(mine);
      throw e;
    }
  }

  /** An interrupted arrival leaves a barrier broken for present and future waiters. */
  private static void breakForGood(CyclicBarrier barrier) {
    Thread.currentThread().interrupt();
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException expected) {
      Thread.interrupted();
    }
  }

  /** Returns when the lane has ended; whether this thread was interrupted meanwhile. */
  private boolean await(Future<?> lane, List<Throwable> failures) {
    boolean interrupted = false;
    while (true) {
      try {
        lane.get();
        return interrupted;
      } catch (ExecutionException e) {
        failures.add(e.getCause());
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
        breakForGood(barrier);
      }
    }
  }

  /** The first in the order of lanes that is not only the consequence of another's. */
  private static void throwFirst(List<Throwable> failures) {
    Throwable first =
        failures.stream()
            .filter(failure -> !(failure instanceof LaneAbortedException))
            .findFirst()
            .orElse(failures.isEmpty() ? null : failures.get(0));
    if (first == null) {
      return;
    }
    if (first instanceof Error error) {
      throw error;
    }
    throw first instanceof RuntimeException cause ? cause : new LaneAbortedException(first);
  }
}
