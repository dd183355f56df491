package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleOrderTest {
  private static final int[] FIXED = {3, 6, 4, 7, 0, 2, 8, 5, 9, 1, 6, 0, 5, 7, 3, 1, 4, 2, 8, 9};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 16, 17, 255, 256, 257, 1800, 65_536, 65_537, 100_003})
  void everyEpochShowsEveryPictureOnce(int size) {
    SampleOrder order = new SampleOrder(3, size);
    for (long epoch : new long[] {0, 1, 1_000_000}) {
      BitSet seen = new BitSet(size);
      for (int i = 0; i < size; i++) {
        seen.set(order.index(epoch * size + i));
      }
      assertThat(seen.cardinality()).as("epoch %d", epoch).isEqualTo(size);
    }
  }

  @Test
  void theLargestDataSetIsInRange() {
    SampleOrder order = new SampleOrder(1, Integer.MAX_VALUE);
    for (long position = 0; position < 1000; position++) {
      assertThat(order.index(position)).isNotNegative();
    }
  }

  @Test
  void theOrderIsFixedForGood() {
    // A run that is resumed by a later version must go on in the same order.
    SampleOrder order = new SampleOrder(42, 10);
    int[] first = new int[20];
    for (int i = 0; i < first.length; i++) {
      first[i] = order.index(i);
    }
    assertThat(first).containsExactly(FIXED);
  }

  @Test
  void everyPictureComesEquallyOftenAtEveryPlace() {
    int size = 10;
    int epochs = 20_000;
    SampleOrder order = new SampleOrder(5, size);
    int[] counts = new int[size * size];
    int[] follows = new int[size * size];
    for (long epoch = 0; epoch < epochs; epoch++) {
      for (int i = 0; i < size; i++) {
        int index = order.index(epoch * size + i);
        counts[i * size + index]++;
        if (i > 0) {
          follows[order.index(epoch * size + i - 1) * size + index]++;
        }
      }
    }
    // 99 cells with 81 degrees of freedom: 140 is a one in 20,000 event.
    assertThat(chiSquare(counts, epochs / 10.0)).isLessThan(140);
    double pairs = epochs * (size - 1.0) / (size * (size - 1));
    double sum = 0;
    for (int i = 0; i < follows.length; i++) {
      if (i / size != i % size) {
        sum += (follows[i] - pairs) * (follows[i] - pairs) / pairs;
      }
    }
    assertThat(sum).isLessThan(150);
  }

  @Test
  void seedsAndEpochsGiveDifferentOrders() {
    int size = 1000;
    SampleOrder order = new SampleOrder(1, size);
    SampleOrder other = new SampleOrder(2, size);
    int sameEpochs = 0;
    int sameSeeds = 0;
    for (int i = 0; i < size; i++) {
      sameEpochs += order.index(i) == order.index(size + i) ? 1 : 0;
      sameSeeds += order.index(i) == other.index(i) ? 1 : 0;
    }
    assertThat(sameEpochs).isLessThan(10);
    assertThat(sameSeeds).isLessThan(10);
  }

  @Test
  void sharesAreContiguousAndDifferByAtMostOne() {
    for (int total : new int[] {0, 1, 7, 64, 100}) {
      for (int worldSize : new int[] {1, 2, 3, 7, 64}) {
        int next = 0;
        for (int rank = 0; rank < worldSize; rank++) {
          Share share = Shares.of(total, worldSize, rank);
          assertThat(share.start()).isEqualTo(next);
          assertThat(share.count()).isBetween(total / worldSize, total / worldSize + 1);
          next = share.end();
        }
        assertThat(next).isEqualTo(total);
      }
    }
  }

  private static double chiSquare(int[] counts, double expected) {
    double sum = 0;
    for (int count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }
}
