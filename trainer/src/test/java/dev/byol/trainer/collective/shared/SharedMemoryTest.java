package dev.byol.trainer.collective.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.linked.World;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedMemoryTest {
  @Test
  void workersOfOneHostShareMemoryAndSayWhy() throws Exception {
    try (World world = World.of(Transport.AUTO, 3)) {
      for (int rank = 0; rank < 3; rank++) {
        assertThat(world.rank(rank).transport())
            .startsWith("through shared memory: all 3 workers see the same ");
      }
    }
  }

  @Test
  void oneWorkerThatWantsTcpIsEnoughForAll() throws Exception {
    List<Transport> wishes = List.of(Transport.AUTO, Transport.TCP, Transport.AUTO);
    try (World world = World.of(wishes, World.FAILURE_DETECTION)) {
      for (int rank = 0; rank < 3; rank++) {
        assertThat(world.rank(rank).transport()).isEqualTo("over TCP: rank 1 is told to use TCP");
      }
    }
  }

  @Test
  void aWorkerThatDoesNotSeeTheFileMakesAllUseTcp() throws Exception {
    try (World world = World.of(Transport.TCP, 2)) {
      List<SharedMemory.Finding> findings =
          world.play(
              workers ->
                  SharedMemory.find(
                      workers.rank() == 1 ? new ElsewhereCollective(workers) : workers,
                      Transport.AUTO));
      for (SharedMemory.Finding finding : findings) {
        assertThat(finding.area()).isNull();
        assertThat(finding.reason()).startsWith("rank 1 cannot map /nowhere/");
      }
    }
  }

  @Test
  void noFileIsLeftBehindWhileTheMemoryIsInUse() throws Exception {
    List<Path> before = files();
    try (World world = World.of(Transport.AUTO, 2)) {
      world.play(
          workers -> {
            workers.allReduceSum(FloatBuffer.allocate(1000));
            return null;
          });
      List<Path> left = new ArrayList<>(files());
      // Other worlds of this machine have theirs for a moment.
      for (int attempt = 0; attempt < 100 && !before.containsAll(left); attempt++) {
        TimeUnit.MILLISECONDS.sleep(50);
        left.retainAll(files());
      }
      left.removeAll(before);
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 7, 8})
  void bothTransportsGiveTheSameBits(int worldSize) throws Exception {
    List<List<float[]>> floats = new ArrayList<>();
    List<List<double[]>> doubles = new ArrayList<>();
    for (Transport transport : Transport.values()) {
      try (World world = World.of(transport, worldSize)) {
        for (int size : new int[] {1, 100, 65_536, 65_537, 400_003}) {
          floats.add(world.play(workers -> summedFloats(workers, size)));
          doubles.add(world.play(workers -> summedDoubles(workers, size / 2)));
        }
      }
    }
    int sizes = floats.size() / 2;
    for (int i = 0; i < sizes; i++) {
      for (int rank = 0; rank < worldSize; rank++) {
        assertThat(floats.get(i).get(rank)).isEqualTo(floats.get(sizes + i).get(rank));
        assertThat(doubles.get(i).get(rank)).isEqualTo(doubles.get(sizes + i).get(rank));
      }
    }
  }

  @Test
  void shortAndLongMessagesFollowEachOtherInAnyOrder() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (World world = World.of(Transport.AUTO, 3)) {
      world.play(
          workers -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (int round = 0; round < 300; round++) {
              // Powers of two, since a slot that is used again too early then shows as a wrong sum.
              float value = 1 << random.nextInt(20);
              int size = random.nextInt(3) == 0 ? random.nextInt(700_000) : random.nextInt(500);
              float[] vector = new float[size];
              Arrays.fill(vector, value * (workers.rank() + 1));
              workers.allReduceSum(FloatBuffer.wrap(vector));
              for (float sum : vector) {
                if (sum != 6 * value) {
                  assertThat(sum).as("seed %d, round %d", seed, round).isEqualTo(6 * value);
                }
              }
            }
            return null;
          });
    }
  }

  private static float[] summedFloats(Collective workers, int size) {
    SplittableRandom random = new SplittableRandom(31L * size + workers.rank());
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      vector[i] = (float) ((random.nextDouble() - 0.5) * Math.pow(2, random.nextInt(20)));
    }
    workers.allReduceSum(FloatBuffer.wrap(vector));
    return vector;
  }

  private static double[] summedDoubles(Collective workers, int size) {
    SplittableRandom random = new SplittableRandom(31L * size + workers.rank());
    double[] vector = random.doubles(size, -1, 1).toArray();
    workers.allReduceSum(DoubleBuffer.wrap(vector));
    return vector;
  }

  /** Those that may be ours, in both places where they are made. */
  private static List<Path> files() throws Exception {
    List<Path> found = new ArrayList<>();
    for (Path folder :
        List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> all = Files.list(folder)) {
          all.filter(path -> path.getFileName().toString().matches("byol-[0-9a-f]{32}"))
              .forEach(found::add);
        }
      }
    }
    return found;
  }
}
