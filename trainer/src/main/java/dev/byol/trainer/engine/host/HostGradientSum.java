package dev.byol.trainer.engine.host;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Element;
import dev.byol.trainer.engine.Ending;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.LaneTeam;
import dev.byol.trainer.engine.update.GradientBucket;
import dev.byol.trainer.engine.update.GradientSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The sum of gradients where lanes are threads: when the lanes meet at a batch norm, each adds its
 * part of the buckets that are ready; at the next meeting all have, and a thread of its own sums
 * them over the workers, beside the batch statistics.
 */
final class HostGradientSum implements GradientSum {
  private static final int DRAIN_SECONDS = 10;

  private final LaneTeam team;
  private final Collective beside;
  private final Element element;
  private final List<GradientBucket> buckets;

  /** The sum, by bucket. */
  private final List<FlatBuffer> sums = new ArrayList<>();

  /** By lane and bucket: the part that the lane adds, of every lane's gradient. */
  private final List<List<List<FlatBuffer>>> parts = new ArrayList<>();

  /** By lane: buckets that it has added in this step. */
  private final int[] added;

  /** Buckets given to the thread in this step; lane 0 alone looks. */
  private final List<Future<?>> underway = new ArrayList<>();

  private final ExecutorService thread;

  /** Whether a sum of this step has failed. */
  private volatile boolean failed;

  /**
   * @param gradients one for each lane of the team; the sum is left in the first
   * @param beside what runs beside the collective of the batch statistics
   */
  HostGradientSum(
      LaneTeam team,
      List<FlatBuffer> gradients,
      List<GradientBucket> buckets,
      Collective beside,
      Element element) {
    this.team = team;
    this.beside = beside;
    this.element = element;
    this.buckets = buckets;
    this.added = new int[team.lanes()];
    for (GradientBucket bucket : buckets) {
      sums.add(gradients.get(0).slice(bucket.from(), bucket.to() - bucket.from()));
    }
    for (int lane = 0; lane < team.lanes(); lane++) {
      List<List<FlatBuffer>> mine = new ArrayList<>();
      for (GradientBucket bucket : buckets) {
        mine.add(part(lane, gradients, bucket));
      }
      parts.add(mine);
    }
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "gradients");
              made.setDaemon(true);
              return made;
            });
  }

  private List<FlatBuffer> part(int lane, List<FlatBuffer> gradients, GradientBucket bucket) {
    long length = bucket.to() - bucket.from();
    long from = bucket.from() + length * lane / team.lanes();
    long to = bucket.from() + length * (lane + 1) / team.lanes();
    return to == from
        ? List.of()
        : gradients.stream().map(gradient -> gradient.slice(from, to - from)).toList();
  }

  @Override
  public void begin() {
    failed = false;
    Arrays.fill(added, 0);
    underway.clear();
  }

  @Override
  public void reached(int lane, int layer) {
    handOver(lane);
    while (added[lane] < buckets.size() && buckets.get(added[lane]).layer() >= layer) {
      add(lane, added[lane]++);
    }
  }

  @Override
  public void finish(int lane) throws InterruptedException {
    team.meet();
    reached(lane, GradientBucket.WHEN_THROUGH);
    team.meet();
    handOver(lane);
    if (lane == 0) {
      await();
    }
    team.meet();
  }

  /** Each lane adds up its part of all lanes' gradients, in the order of the lanes. */
  private void add(int lane, int bucket) {
    List<FlatBuffer> ranges = parts.get(lane).get(bucket);
    for (int other = 1; other < ranges.size(); other++) {
      ranges.get(0).addScaledInPlace(1.0, ranges.get(other));
    }
  }

  /** Gives the thread what all lanes had added before they met. */
  private void handOver(int lane) {
    if (lane != 0 || beside.worldSize() == 1) {
      return;
    }
    while (underway.size() < added[lane]) {
      FlatBuffer sum = sums.get(underway.size());
      underway.add(thread.submit(() -> acrossWorkers(sum)));
    }
  }

  /** After one that failed no other begins: peers would sum it with what they lack of the first. */
  private void acrossWorkers(FlatBuffer sum) {
    if (failed) {
      return;
    }
    try {
      sum.onHost(values -> beside.allReduceSum(values, element));
    } catch (RuntimeException | Error e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public void drain() {
    Future<?> last = thread.submit(() -> {});
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          last.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          underway.clear();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException | TimeoutException e) {
          throw new IllegalStateException(
              "a sum of gradients was still underway %d s after its step had failed"
                  .formatted(DRAIN_SECONDS),
              e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void await() throws InterruptedException {
    for (Future<?> sum : underway) {
      try {
        sum.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(e.getCause());
      }
    }
  }

  @Override
  public void close() {
    Ending.end(thread, "the sum of gradients");
  }
}
