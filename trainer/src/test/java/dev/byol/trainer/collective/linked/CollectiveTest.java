package dev.byol.trainer.collective.linked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.sum.SummationOrder;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Transport.class)
class CollectiveTest {
  @Parameter private Transport transport;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 9})
  void broadcastGivesEveryRankTheBytesOfTheRoot(int worldSize) throws Exception {
    try (World world = World.of(transport, worldSize)) {
      for (int root = 0; root < worldSize; root++) {
        for (int size : new int[] {0, 1, 1000, 3 * LinkedCollective.CHUNK_BYTES + 1}) {
          byte[] wanted = new byte[size];
          new SplittableRandom(size + root).nextBytes(wanted);
          int from = root;
          List<byte[]> results =
              world.play(
                  workers -> {
                    // Direct on even ranks, on the heap on odd ones: both take their own way.
                    ByteBuffer buffer =
                        workers.rank() % 2 == 0
                            ? ByteBuffer.allocateDirect(size + 2)
                            : ByteBuffer.allocate(size + 2);
                    buffer.position(1).limit(size + 1);
                    if (workers.rank() == from) {
                      buffer.put(1, wanted);
                    }
                    workers.broadcast(buffer, from);
                    assertThat(buffer.position()).isEqualTo(1);
                    byte[] got = new byte[size];
                    buffer.get(1, got);
                    return got;
                  });
          for (byte[] result : results) {
            assertThat(result).isEqualTo(wanted);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7})
  void allGatherGivesTheSharesInTheOrderOfTheRanks(int worldSize) throws Exception {
    try (World world = World.of(transport, worldSize)) {
      List<List<byte[]>> results =
          world.play(workers -> workers.allGather(share(workers.rank()), 100));
      for (List<byte[]> result : results) {
        assertThat(result).hasSize(worldSize);
        for (int rank = 0; rank < worldSize; rank++) {
          assertThat(result.get(rank)).isEqualTo(share(rank));
        }
      }
    }
  }

  @Test
  void aShareLongerThanAllowedIsRefusedBeforeItIsSent() throws Exception {
    try (World world = World.of(transport, 2)) {
      assertThatThrownBy(() -> world.rank(0).allGather(new byte[11], 10))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a share of 11 bytes exceeds maxBytes 10");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8})
  void nobodyLeavesABarrierBeforeAllHaveEntered(int worldSize) throws Exception {
    try (World world = World.of(transport, worldSize)) {
      AtomicInteger entered = new AtomicInteger();
      List<Integer> seen =
          world.play(
              workers -> {
                TimeUnit.MILLISECONDS.sleep(20L * workers.rank());
                entered.incrementAndGet();
                workers.barrier("here");
                return entered.get();
              });
      assertThat(seen).containsOnly(worldSize);
    }
  }

  @Test
  void ranksAtDifferentBarriersAreToldBothNames() throws Exception {
    try (World world = World.of(transport, 2)) {
      Future<Void> first = world.start(0, workers -> barrier(workers, "a"));
      Future<Void> second = world.start(1, workers -> barrier(workers, "b"));
      assertThat(World.loss(first, World.SOON).getMessage()).contains("'a'", "'b'");
      World.loss(second, World.SOON);
    }
  }

  @Test
  void ranksAtDifferentOperationsAreToldBoth() throws Exception {
    try (World world = World.of(transport, 2)) {
      Future<Void> first = world.start(0, workers -> barrier(workers, "a"));
      Future<Void> second =
          world.start(
              1,
              workers -> {
                workers.allReduceSum(FloatBuffer.allocate(4));
                return null;
              });
      assertThat(World.loss(first, World.SOON).getMessage())
          .containsAnyOf("is at all-reduce while this rank is at barrier", "is at barrier while");
      World.loss(second, World.SOON);
    }
  }

  @Test
  void operationsBesideOneAnotherDoNotWait() throws Exception {
    try (World world = World.of(transport, 3)) {
      // Rank 0 waits in an operation of the one until those of the other are done on all.
      Future<Void> waiting = world.start(0, workers -> barrier(workers, "late"));
      for (int length : new int[] {7, SummationOrder.SMALL_MESSAGE_BYTES}) {
        List<float[]> sums =
            world.play(
                workers -> {
                  float[] vector = new float[length];
                  vector[length - 1] = 1 + workers.rank();
                  workers.beside().allReduceSum(FloatBuffer.wrap(vector));
                  return vector;
                });
        assertThat(sums).allSatisfy(sum -> assertThat(sum[length - 1]).isEqualTo(6));
      }
      assertThat(waiting).isNotDone();
      world.start(1, workers -> barrier(workers, "late"));
      world
          .start(2, workers -> barrier(workers, "late"))
          .get(World.SOON.toSeconds(), TimeUnit.SECONDS);
      waiting.get(World.SOON.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void aSecondThreadInTheMiddleOfAnOperationIsRefused() throws Exception {
    try (World world = World.of(transport, 2)) {
      // Whichever comes second is refused; the first waits for rank 1.
      List<Future<Void>> both =
          List.of(
              world.start(0, workers -> barrier(workers, "a")),
              world.start(0, workers -> barrier(workers, "a")));
      Future<Void> refused = firstDone(both);
      assertThatThrownBy(refused::get).hasMessageContaining("call from one thread at a time");
      world.rank(1).barrier("a");
      for (Future<Void> one : both) {
        if (one != refused) {
          one.get(World.SOON.toSeconds(), TimeUnit.SECONDS);
        }
      }
    }
  }

  @Test
  void aLongComputationBetweenOperationsIsNoFailure() throws Exception {
    Duration failureDetection = Duration.ofSeconds(2);
    try (World world = World.of(transport, 3, failureDetection)) {
      world.play(
          workers -> {
            if (workers.rank() == 1) {
              // Longer than any silence that is forgiven.
              TimeUnit.MILLISECONDS.sleep(failureDetection.toMillis() + 100);
            }
            return barrier(workers, "after the work");
          });
    }
  }

  @Test
  void soloIsTheIdentityAndNeedsNoThread() {
    try (Collective solo = Collectives.solo()) {
      FloatBuffer vector = FloatBuffer.wrap(new float[] {1, 2});
      solo.allReduceSum(vector);
      solo.barrier("alone");
      assertThat(vector.array()).containsExactly(1, 2);
      assertThat(solo.allGather(new byte[] {5}, 1)).containsExactly(new byte[] {5});
      assertThat(World.threadsAlive()).isEmpty();
    }
  }

  private static Future<Void> firstDone(List<Future<Void>> futures) throws Exception {
    for (int attempt = 0; attempt < 1500; attempt++) {
      for (Future<Void> future : futures) {
        if (future.isDone()) {
          return future;
        }
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new AssertionError("none was refused");
  }

  private static byte[] share(int rank) {
    byte[] share = new byte[3 * rank];
    Arrays.fill(share, (byte) rank);
    return share;
  }

  private static Void barrier(Collective workers, String name) {
    workers.barrier(name);
    return null;
  }
}
