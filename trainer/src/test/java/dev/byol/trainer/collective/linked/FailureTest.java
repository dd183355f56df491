package dev.byol.trainer.collective.linked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.collective.Transport;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Transport.class)
class FailureTest {
  @Parameter private Transport transport;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void aRankThatDiesInTheMiddleOfAReduceIsNamedOnAllOthers(int worldSize) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 4; round++) {
      int victim = random.nextInt(worldSize);
      try (World world = World.of(transport, worldSize)) {
        List<Future<Void>> parts = new ArrayList<>();
        for (int rank = 0; rank < worldSize; rank++) {
          parts.add(world.start(rank, FailureTest::reduceForEver));
        }
        TimeUnit.MICROSECONDS.sleep(random.nextInt(100_000));
        world.kill(victim);
        for (int rank = 0; rank < worldSize; rank++) {
          if (rank != victim) {
            PeerLostException loss = World.loss(parts.get(rank), World.SOON);
            assertThat(loss.rank()).as(loss.getMessage()).isEqualTo(victim);
            assertThat(loss.getMessage())
                .startsWith("rank " + victim + " closed its connection")
                .contains("during all-reduce 'gradients of step 12'", "generation 7");
          }
        }
      }
    }
  }

  @Test
  void aRankThatDiesIsNamedInBothOfTwoOperationsBesideOneAnother() throws Exception {
    try (World world = World.of(transport, 3)) {
      List<Future<Void>> parts = new ArrayList<>();
      for (int rank = 0; rank < 2; rank++) {
        parts.add(world.start(rank, FailureTest::reduceForEver));
        parts.add(world.start(rank, workers -> reduceForEver(workers.beside())));
      }
      world.kill(2);
      for (Future<Void> part : parts) {
        assertThat(World.loss(part, World.SOON).rank()).isEqualTo(2);
      }
    }
  }

  @Test
  void aRankThatDiesWhileOthersComputeIsKnownAtTheirNextOperation() throws Exception {
    try (World world = World.of(transport, 3)) {
      world.kill(2);
      TimeUnit.MILLISECONDS.sleep(500);
      for (int rank = 0; rank < 2; rank++) {
        PeerLostException loss =
            World.loss(world.start(rank, FailureTest::reduceForEver), World.SOON);
        assertThat(loss.rank()).isEqualTo(2);
      }
    }
  }

  @Test
  void everyLaterOperationThrowsTheSame() throws Exception {
    try (World world = World.of(transport, 2)) {
      Future<Void> part = world.start(0, FailureTest::reduceForEver);
      world.kill(1);
      World.loss(part, World.SOON);
      assertThatThrownBy(() -> world.rank(0).barrier("later"))
          .isInstanceOf(PeerLostException.class)
          .hasMessageStartingWith("rank 1 closed its connection");
    }
  }

  @Test
  void abortReachesRanksThatWaitAndRanksThatDoNot() throws Exception {
    try (World world = World.of(transport, 4)) {
      Future<Void> waiting = world.start(0, FailureTest::reduceForEver);
      Future<Void> alsoWaiting = world.start(1, FailureTest::reduceForEver);
      world.rank(3).abort("the disk is full");
      for (Future<Void> part : List.of(waiting, alsoWaiting)) {
        PeerLostException loss = World.loss(part, World.SOON);
        assertThat(loss.rank()).isEqualTo(3);
        assertThat(loss.getMessage()).startsWith("rank 3 gave up: the disk is full");
      }
      assertThat(World.loss(world.start(2, FailureTest::reduceForEver), World.SOON).rank())
          .isEqualTo(3);
      assertThat(World.loss(world.start(3, FailureTest::reduceForEver), World.SOON).rank())
          .isEqualTo(3);
    }
  }

  @Test
  void aRankThatLeavesInGoodOrderButTooEarlyIsNamed() throws Exception {
    // A goodbye may be blamed only after the whole of it, since others may be finishing.
    Duration detection = Duration.ofSeconds(4);
    for (int leaver = 0; leaver < 3; leaver++) {
      try (World world = World.of(transport, 3, detection)) {
        world.rank(leaver).close();
        for (int rank = 0; rank < 3; rank++) {
          if (rank != leaver) {
            PeerLostException loss =
                World.loss(world.start(rank, FailureTest::reduceForEver), World.SOON);
            assertThat(loss.getMessage())
                .startsWith("rank " + leaver + " left the generation in good order");
          }
        }
      }
    }
  }

  @Test
  void anInterruptedRankGivesUpAndKeepsItsInterruptFlag() throws Exception {
    try (World world = World.of(transport, 2)) {
      Future<Boolean> interrupted =
          world.start(
              0,
              workers -> {
                Thread.currentThread().interrupt();
                try {
                  workers.barrier("never");
                  return false;
                } catch (PeerLostException e) {
                  assertThat(e.getMessage()).contains("interrupted");
                  return Thread.currentThread().isInterrupted();
                }
              });
      assertThat(interrupted.get(World.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      PeerLostException loss = World.loss(world.start(1, FailureTest::reduceForEver), World.SOON);
      assertThat(loss.getMessage()).startsWith("rank 0 gave up: its thread was interrupted");
    }
  }

  @Test
  void closingWhileAnotherThreadWaitsEndsItsOperation() throws Exception {
    try (World world = World.of(transport, 2)) {
      Future<Void> waiting = world.start(0, FailureTest::reduceForEver);
      TimeUnit.MILLISECONDS.sleep(100);
      world.rank(0).close();
      assertThatThrownBy(() -> waiting.get(World.SOON.toSeconds(), TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void noThreadAndNoSocketIsLeftAfterClose() throws Exception {
    try (World world = World.of(transport, 3)) {
      world.play(
          workers -> {
            workers.barrier("used");
            return null;
          });
    }
    long before = OpenFiles.count();
    for (int round = 0; round < 3; round++) {
      try (World world = World.of(transport, 4)) {
        List<Future<Void>> parts = new ArrayList<>();
        for (int rank = 0; rank < 4; rank++) {
          parts.add(world.start(rank, FailureTest::reduceForEver));
        }
        world.kill(round);
        for (int rank = 0; rank < 4; rank++) {
          if (rank != round) {
            World.loss(parts.get(rank), World.SOON);
          }
        }
      }
    }
    assertThat(World.threadsAlive()).isEmpty();
    assertThat(OpenFiles.count()).isLessThanOrEqualTo(before);
  }

  private static Void reduceForEver(Collective workers) {
    FloatBuffer gradients = FloatBuffer.allocate(1_000_003);
    workers.describe("gradients of step 12");
    while (true) {
      workers.allReduceSum(gradients);
    }
  }
}
