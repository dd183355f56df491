package dev.byol.trainer.byol;

import dev.byol.trainer.byol.GradientBuckets.Bucket;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Element;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.LaneTeam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Sums gradients over lanes and workers while the backward pass still runs, bucket by bucket in the
 * same order each time. When the lanes meet at a batch norm, each adds its part of the buckets that
 * are ready; at the next meeting all have, and a thread of its own sums them over the workers,
 * beside the batch statistics.
 */
final class GradientSum implements AutoCloseable {
  private static final int END_SECONDS = 10;

  private final LaneTeam team;
  private final Collective beside;
  private final Element element;
  private final List<Bucket> buckets;

  /** The sum, by bucket. */
  private final List<FlatBuffer> sums = new ArrayList<>();

  /** By lane and bucket: the part that the lane adds, of every lane's gradient. */
  private final List<List<List<FlatBuffer>>> parts = new ArrayList<>();

  /** By lane: buckets that it has added in this step. */
  private final int[] added;

  /** Buckets given to the thread in this step; lane 0 alone looks. */
  private final List<Future<?>> underway = new ArrayList<>();

  private final ExecutorService thread;

  /**
   * @param gradients one for each lane of the team; the sum is left in the first
   * @param beside what runs beside the collective of the batch statistics
   */
  GradientSum(
      LaneTeam team,
      List<FlatBuffer> gradients,
      List<Bucket> buckets,
      Collective beside,
      Element element) {
    this.team = team;
    this.beside = beside;
    this.element = element;
    this.buckets = buckets;
    this.added = new int[team.lanes()];
    for (Bucket bucket : buckets) {
      sums.add(gradients.get(0).slice(bucket.from(), bucket.to() - bucket.from()));
    }
    for (int lane = 0; lane < team.lanes(); lane++) {
      List<List<FlatBuffer>> mine = new ArrayList<>();
      for (Bucket bucket : buckets) {
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

  private List<FlatBuffer> part(int lane, List<FlatBuffer> gradients, Bucket bucket) {
    long length = bucket.to() - bucket.from();
    long from = bucket.from() + length * lane / team.lanes();
    long to = bucket.from() + length * (lane + 1) / team.lanes();
    return to == from
        ? List.of()
        : gradients.stream().map(gradient -> gradient.slice(from, to - from)).toList();
  }

  /** Forgets the step before. Called before the lanes begin. */
  void begin() {
    Arrays.fill(added, 0);
    underway.clear();
  }

  /** The lanes have met at the batch norm {@code layer}, on their way down. */
  void reached(int lane, int layer) {
    handOver(lane);
    while (added[lane] < buckets.size() && buckets.get(added[lane]).layer() >= layer) {
      add(lane, added[lane]++);
    }
  }

  /** The lane's backward pass is through; lane 0 returns when all sums are there. */
  void finish(int lane) throws InterruptedException {
    team.meet();
    reached(lane, GradientBuckets.WHEN_THROUGH);
    team.meet();
    handOver(lane);
    if (lane == 0) {
      await();
    }
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
      underway.add(thread.submit(() -> sum.onHost(values -> beside.allReduceSum(values, element))));
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
    thread.shutdownNow();
    try {
      thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
