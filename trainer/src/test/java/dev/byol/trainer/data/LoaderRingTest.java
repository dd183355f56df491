package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How many batches there are at once, how long one waits for them, and how that ends. */
class LoaderRingTest extends LoaderFixture {
  @Test
  void noMoreBatchesAreInMemoryThanTheRingHolds() throws Exception {
    AtomicInteger made = new AtomicInteger();
    ViewMaker counting =
        (image, sampleId, epoch, view, scratch, out, offset) -> made.incrementAndGet();
    try (DecodedPictures pictures = pictures(SETTINGS);
        BatchLoader loader = loader(pictures, Shares.of(BATCH, 1, 0), counting, 3, 0, 2)) {
      Batch first = loader.take(0);
      loader.take(1).close();
      // Slots 1 and 2 may go round, slot 0 is held: steps 0, 1, 2 and nothing after.
      int views = 3 * BATCH * 2;
      for (int attempt = 0; attempt < 1000 && made.get() < views; attempt++) {
        pause(10);
      }
      pause(300);
      assertThat(made.get()).isEqualTo(views);
      first.close();
      loader.take(2).close();
    }
  }

  @Test
  void theArraysOfTheRingAreUsedAgain() {
    try (DecodedPictures pictures = pictures(SETTINGS);
        BatchLoader loader = loader(pictures, Shares.of(BATCH, 1, 0), ECHO, 2, 0, 1)) {
      List<float[]> arrays = new ArrayList<>();
      for (long step = 0; step < 20; step++) {
        try (Batch batch = loader.take(step)) {
          float[] array = batch.view1();
          if (arrays.stream().noneMatch(known -> known == array)) {
            arrays.add(array);
          }
        }
      }
      assertThat(arrays).hasSize(2);
    }
  }

  @Test
  void aBatchThatWasGivenBackRefuses() {
    try (DecodedPictures pictures = pictures(SETTINGS);
        BatchLoader loader = loader(pictures, Shares.of(BATCH, 1, 0), ECHO, 1, 5, 1)) {
      Batch batch = loader.take(5);
      batch.close();
      batch.close();
      assertThatThrownBy(batch::view1).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> loader.take(5)).hasMessageContaining("of step 6");
    }
  }

  @Test
  void aWaitThatHasBegunEndsWhenItsBoundIsLowered() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    ViewMaker stuck =
        (image, sampleId, epoch, view, scratch, out, offset) -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    var longest = new AtomicReference<>(Duration.ofMinutes(15));
    LoaderSettings settings = new LoaderSettings(1, 1, 1, longest::get);
    try (DecodedPictures pictures = pictures(SETTINGS);
        BatchLoader loader = ofAll(pictures, stuck, settings)) {
      CompletableFuture<Batch> taken = CompletableFuture.supplyAsync(() -> loader.take(0));
      longest.set(Duration.ofMillis(10));
      assertThatThrownBy(() -> taken.get(20, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(TimeoutException.class)
          .hasMessageContaining("not ready within PT0.01S");
      never.countDown();
    }
  }

  @Test
  void theWaitForABatchIsBoundedAndReported() {
    CountDownLatch never = new CountDownLatch(1);
    ViewMaker slow =
        (image, sampleId, epoch, view, scratch, out, offset) -> {
          if (sampleId == 4) {
            try {
              assertThat(never.await(2, TimeUnit.SECONDS)).isFalse();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    LoaderSettings settings = new LoaderSettings(1, 1, 1, () -> Duration.ofMillis(200));
    try (DecodedPictures pictures = pictures(SETTINGS);
        BatchLoader loader = ofAll(pictures, slow, settings)) {
      assertThatThrownBy(() -> loader.take(0))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("step 0 were not ready within PT0.2S");
    }
    try (DecodedPictures pictures = pictures(SETTINGS);
        BatchLoader loader = loader(pictures, Shares.of(BATCH, 1, 0), ECHO, 1, 0, 1)) {
      try (Batch batch = loader.take(0)) {
        assertThat(batch.waitedNanos()).isPositive();
      }
    }
  }

  @Test
  void closingEndsLoadersInAnyState() {
    Random random = new Random(5);
    for (int round = 0; round < 40; round++) {
      try (DecodedPictures pictures = pictures(SETTINGS);
          BatchLoader loader =
              loader(pictures, Shares.of(BATCH, 2, 1), ECHO, 1 + random.nextInt(4), 0, 2)) {
        for (long step = 0; step < random.nextInt(4); step++) {
          Batch batch = loader.take(step);
          if (random.nextBoolean()) {
            batch.close();
          }
        }
      }
      assertThat(loaderThreads()).isEmpty();
    }
  }
}
