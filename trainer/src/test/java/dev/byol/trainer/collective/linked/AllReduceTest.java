package dev.byol.trainer.collective.linked;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Element;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.sum.SummationOrder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Transport.class)
class AllReduceTest {
  @Parameter private Transport transport;

  private static final int CHUNK_FLOATS = LinkedCollective.CHUNK_BYTES / Float.BYTES;
  private static final int SMALL_FLOATS = SummationOrder.SMALL_MESSAGE_BYTES / Float.BYTES;

  /** Empty, tiny, odd, around the change of algorithm, around chunk borders of 2 to 5 segments. */
  private static final int[] SIZES = {
    0,
    1,
    2,
    3,
    4,
    5,
    1023,
    1024,
    1025,
    65537,
    SMALL_FLOATS - 1,
    SMALL_FLOATS,
    SMALL_FLOATS + 1,
    2 * CHUNK_FLOATS - 1,
    2 * CHUNK_FLOATS,
    2 * CHUNK_FLOATS + 1,
    3 * CHUNK_FLOATS + 1,
    4 * CHUNK_FLOATS + 3,
    5 * CHUNK_FLOATS + 1,
    1_000_007
  };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void floatsBecomeTheirSumOnEveryRank(int worldSize) throws Exception {
    try (World world = World.of(transport, worldSize)) {
      for (int size : SIZES) {
        List<float[]> results =
            world.play(
                workers -> {
                  FloatBuffer vector = direct(size);
                  fill(vector, workers.rank(), size);
                  workers.allReduceSum(vector);
                  return toArray(vector);
                });
        for (int i = 0; i < size; i++) {
          double sum = 0;
          double magnitude = 0;
          for (int rank = 0; rank < worldSize; rank++) {
            sum += value(rank, size, i);
            magnitude += Math.abs(value(rank, size, i));
          }
          // N - 1 additions, each off by half a unit in the last place of a partial sum at most.
          double tolerance = (worldSize - 1) * magnitude * Math.ulp(1f) / 2;
          if (Math.abs(results.get(0)[i] - sum) > tolerance) {
            assertThat((double) results.get(0)[i]).as("size %d at %d", size, i).isEqualTo(sum);
          }
        }
        for (float[] result : results) {
          assertThat(result).as("size %d", size).isEqualTo(results.get(0));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void doublesBecomeTheirSumOnEveryRank(int worldSize) throws Exception {
    try (World world = World.of(transport, worldSize)) {
      for (int size : new int[] {0, 1, 511, 513, 2048, 32768, 32769, 200_003}) {
        List<double[]> results =
            world.play(
                workers -> {
                  // Whole numbers, so that any order of summation is exact.
                  double[] vector = new double[size];
                  for (int i = 0; i < size; i++) {
                    vector[i] = (workers.rank() + 1) * (double) i;
                  }
                  workers.allReduceSum(DoubleBuffer.wrap(vector));
                  return vector;
                });
        double factor = worldSize * (worldSize + 1) / 2.0;
        for (double[] result : results) {
          for (int i = 0; i < size; i++) {
            if (result[i] != factor * i) {
              assertThat(result[i]).as("size %d at %d", size, i).isEqualTo(factor * i);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void bytesBecomeTheBitsThatFloatsBecomeWhereverTheyLie(int worldSize) throws Exception {
    try (World world = World.of(transport, worldSize)) {
      for (int size : SIZES) {
        world.play(
            workers -> {
              FloatBuffer floats = direct(size);
              fill(floats, workers.rank(), size);
              float[] before = toArray(floats);
              workers.allReduceSum(floats);
              for (ByteBuffer bytes : placesFor(size * Float.BYTES)) {
                bytes.slice().order(bytes.order()).asFloatBuffer().put(before);
                workers.allReduceSum(bytes, Element.FLOAT32);
                float[] after = new float[size];
                bytes.slice().order(bytes.order()).asFloatBuffer().get(after);
                assertThat(after).as("%d floats in %s", size, bytes).isEqualTo(toArray(floats));
              }
              return null;
            });
      }
    }
  }

  @Test
  void bytesBesideTheElementsStayAsTheyWere() throws Exception {
    int size = 2 * SMALL_FLOATS + 1;
    try (World world = World.of(transport, 3)) {
      world.play(
          workers -> {
            for (ByteBuffer bytes : placesFor(size * Float.BYTES)) {
              bytes.put(bytes.position() - 1, (byte) 77).put(bytes.position() - 4, (byte) 78);
              workers.allReduceSum(bytes, Element.FLOAT32);
              assertThat(bytes.get(bytes.position() - 1)).isEqualTo((byte) 77);
              assertThat(bytes.get(bytes.position() - 4)).isEqualTo((byte) 78);
              bytes.limit(bytes.capacity());
              assertThat(bytes.get(bytes.limit() - 1)).isZero();
            }
            return null;
          });
    }
  }

  /** Direct and on the heap, in both byte orders, each with bytes before and after. */
  private static List<ByteBuffer> placesFor(int bytes) {
    List<ByteBuffer> places = new ArrayList<>();
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      places.add(ByteBuffer.allocateDirect(bytes + 12).order(order).position(8).limit(bytes + 8));
      places.add(ByteBuffer.allocate(bytes + 12).order(order).position(8).limit(bytes + 8));
    }
    return places;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void theSameInputsGiveTheSameBitsInEveryRun(int worldSize) throws Exception {
    List<List<float[]>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (World world = World.of(transport, worldSize)) {
        for (int size : new int[] {1000, 300_001}) {
          runs.add(
              world.play(
                  workers -> {
                    FloatBuffer vector = direct(size);
                    fill(vector, workers.rank(), size);
                    workers.allReduceSum(vector);
                    return toArray(vector);
                  }));
        }
      }
    }
    assertThat(runs.get(2).get(0)).isEqualTo(runs.get(0).get(0));
    assertThat(runs.get(3).get(0)).isEqualTo(runs.get(1).get(0));
  }

  @Test
  void onlyTheElementsFromPositionToLimitTakePart() throws Exception {
    try (World world = World.of(transport, 2)) {
      List<float[]> results =
          world.play(
              workers -> {
                FloatBuffer vector = FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5});
                vector.position(1).limit(3);
                workers.allReduceSum(vector);
                assertThat(vector.position()).isEqualTo(1);
                assertThat(vector.limit()).isEqualTo(3);
                return vector.array();
              });
      assertThat(results.get(0)).containsExactly(1, 4, 6, 4, 5);
      assertThat(results.get(1)).containsExactly(1, 4, 6, 4, 5);
    }
  }

  @Test
  void buffersOfEitherByteOrderAreSummed() throws Exception {
    try (World world = World.of(transport, 2)) {
      List<Float> results =
          world.play(
              workers -> {
                FloatBuffer vector =
                    ByteBuffer.allocateDirect(8).order(ByteOrder.BIG_ENDIAN).asFloatBuffer();
                vector.put(0, 1.5f).put(1, workers.rank());
                workers.allReduceSum(vector);
                return vector.get(0) + 10 * vector.get(1);
              });
      assertThat(results).containsExactly(13f, 13f);
    }
  }

  @Test
  void ranksWithDifferentSizesAreToldSo() throws Exception {
    try (World world = World.of(transport, 2)) {
      var first = world.start(0, workers -> reduce(workers, 10));
      var second = world.start(1, workers -> reduce(workers, 11));
      String message = World.loss(first, World.SOON).getMessage();
      assertThat(message).contains("all ranks must pass the same sizes");
      World.loss(second, World.SOON);
    }
  }

  private static Void reduce(Collective workers, int size) {
    workers.allReduceSum(FloatBuffer.allocate(size));
    return null;
  }

  private static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static void fill(FloatBuffer vector, int rank, int size) {
    for (int i = 0; i < size; i++) {
      vector.put(i, value(rank, size, i));
    }
  }

  /** Of both signs and many magnitudes, so that another order of summation shows in the bits. */
  private static float value(int rank, int size, int i) {
    SplittableRandom random = new SplittableRandom(31L * size + 7919L * rank + 1_000_003L * i);
    return (float) ((random.nextDouble() - 0.5) * Math.pow(2, random.nextInt(20)));
  }

  private static float[] toArray(FloatBuffer vector) {
    float[] array = new float[vector.remaining()];
    vector.get(vector.position(), array);
    return array;
  }
}
