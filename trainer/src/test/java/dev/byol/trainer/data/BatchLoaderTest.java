package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.augment.ViewPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchLoaderTest {
  private static final int SIZE = 23;
  private static final int BATCH = 10;
  private static final List<Integer> DAMAGED = List.of(3, 17, 18);
  private static final ReadSettings SETTINGS = ReadSettings.defaults().withMaxDamagedFraction(0.2);

  /** What one sample of a global batch is: both views, label, sample id. */
  private record Sample(float[] view1, float[] view2, int label, long id) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Sample that
          && Arrays.equals(view1, that.view1)
          && Arrays.equals(view2, that.view2)
          && label == that.label
          && id == that.id;
    }

    @Override
    public int hashCode() {
      return (int) id;
    }
  }

  /** Writes what it was asked for, after a pause that shuffles the threads. */
  private static final ViewMaker ECHO =
      (image, sampleId, epoch, view, scratch, out, offset) -> {
        pause((sampleId * 31 + epoch) % 3);
        out[offset] = image.pixels()[0];
        out[offset + 1] = sampleId * 2 + view.ordinal();
        out[offset + 2] = epoch;
      };

  @AfterEach
  void noThreadIsLeft() {
    assertThat(loaderThreads()).isEmpty();
  }

  @Test
  void batchesAreTheSameForAnyNumberOfWorkersAndThreads() {
    List<Sample> expected = run(1, 1, 0, 7);
    for (int workers = 1; workers <= 3; workers++) {
      for (int threads = 1; threads <= 4; threads++) {
        assertThat(run(workers, threads, 0, 7))
            .as("%d workers, %d threads", workers, threads)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void augmentedBatchesAreTheSameForAnyNumberOfThreads() {
    ViewMaker views = ViewMaker.augmented(9, ViewPolicy.view1(), ViewPolicy.view2(), 8);
    List<Sample> expected = run(1, 1, 0, 4, views, 8);
    assertThat(run(2, 3, 0, 4, views, 8)).isEqualTo(expected);
  }

  @Test
  void aRunThatIsResumedInTheMiddleOfAnEpochGoesOnAsIfUndisturbed() {
    List<Sample> whole = run(1, 2, 0, 9);
    for (int step : new int[] {1, 4, 8}) {
      assertThat(run(2, 2, step, 9)).isEqualTo(whole.subList(step * BATCH, whole.size()));
    }
  }

  @Test
  void everySampleOfAnEpochIsSeenOnceAcrossBatches() {
    List<Sample> samples = run(2, 2, 0, 7);
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Sample> one = samples.subList(epoch * SIZE, (epoch + 1) * SIZE);
      assertThat(one).extracting(Sample::id).doesNotHaveDuplicates();
      for (Sample sample : one) {
        assertThat(sample.view1()[2]).isEqualTo(epoch);
      }
    }
  }

  @Test
  void aDamagedPictureIsReplacedByTheOneThatTheHashNamesWithItsLabel() {
    Sample sample = run(1, 1, 0, 3).stream().filter(s -> s.id() == 17).findFirst().orElseThrow();
    int attempt = 1;
    int replacement = DecodedPictures.replacement(17, attempt, SIZE);
    while (DAMAGED.contains(replacement)) {
      replacement = DecodedPictures.replacement(17, ++attempt, SIZE);
    }
    assertThat(sample.view1()[0]).isEqualTo(replacement);
    assertThat(sample.label()).isEqualTo(replacement % 3);
  }

  @Test
  void damagedPicturesAreCountedOnce() {
    try (DecodedPictures pictures = pictures(SETTINGS)) {
      try (BatchLoader loader = loader(pictures, Shares.of(BATCH, 1, 0), ECHO, 2, 0, 1)) {
        for (long step = 0; step < 12; step++) {
          loader.take(step).close();
        }
      }
      assertThat(pictures.damage()).isEqualTo(new DamageReport(SIZE, 3));
    }
  }

  @Test
  void tooManyDamagedPicturesStopTheRunWithASentence() {
    try (DecodedPictures pictures = pictures(SETTINGS.withMaxDamagedFraction(0.1));
        BatchLoader loader = loader(pictures, Shares.of(BATCH, 1, 0), ECHO, 2, 0, 1)) {
      assertThatThrownBy(
              () -> {
                for (long step = 0; step < 12; step++) {
                  loader.take(step).close();
                }
              })
          .isInstanceOf(DataException.class)
          .hasMessageContaining("3 of the")
          .hasMessageContaining("maxDamagedFraction")
          .hasMessageContaining("on purpose");
    }
  }

  @Test
  void aSourceWithNothingButDamageIsNamed() {
    List<Integer> all = List.of(0, 1, 2);
    try (DecodedPictures pictures =
            new DecodedPictures(DataFixtures.numbered(3, all), SETTINGS.withMaxDamagedFraction(1));
        BatchLoader loader =
            BatchLoader.open(
                pictures,
                new SampleOrder(1, 3),
                2,
                new Share(0, 2),
                ECHO,
                new LoaderSettings(1, 1, 1, () -> Duration.ofSeconds(10)),
                0)) {
      assertThatThrownBy(() -> loader.take(0))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("in its place are damaged");
    }
  }

  @Test
  void aFailureIsToldToTheTakerAfterTheBatchesBeforeIt() {
    ViewMaker failing =
        (image, sampleId, epoch, view, scratch, out, offset) -> {
          if (epoch > 0) {
            throw new IllegalStateException("no second epoch");
          }
        };
    try (DecodedPictures pictures = pictures(SETTINGS);
        BatchLoader loader = loader(pictures, Shares.of(BATCH, 1, 0), failing, 1, 0, 4)) {
      loader.take(0).close();
      loader.take(1).close();
      assertThatThrownBy(() -> loader.take(2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no second epoch");
    }
  }

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
  void whatFailsInALoaderThreadIsTheDatasFaultOnlyIfTheDataSaysSo() {
    OutOfMemoryError memory = new OutOfMemoryError("Java heap space");
    assertThatThrownBy(() -> takeFromLoaderThatThrows(memory))
        .isNotInstanceOf(DataException.class)
        .hasCause(memory);
    NullPointerException bug = new NullPointerException();
    assertThatThrownBy(() -> takeFromLoaderThatThrows(bug))
        .isNotInstanceOf(DataException.class)
        .hasCause(bug);
    assertThatThrownBy(() -> takeFromLoaderThatThrows(new DataException("a.png is no picture")))
        .isInstanceOf(DataException.class)
        .hasMessage("a.png is no picture");
  }

  private static void takeFromLoaderThatThrows(Throwable failure) {
    ViewMaker failing =
        (image, sampleId, epoch, view, scratch, out, offset) -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure;
        };
    LoaderSettings settings = new LoaderSettings(1, 2, 1, () -> Duration.ofSeconds(20));
    try (DecodedPictures pictures = pictures(SETTINGS);
        BatchLoader loader =
            BatchLoader.open(
                pictures,
                new SampleOrder(1, SIZE),
                SIZE,
                new Share(0, SIZE),
                failing,
                settings,
                0);
        Batch batch = loader.take(0)) {
      assertThat(batch.count()).as("nothing was thrown").isNegative();
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
        BatchLoader loader =
            BatchLoader.open(
                pictures, new SampleOrder(1, SIZE), SIZE, new Share(0, SIZE), stuck, settings, 0)) {
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
        BatchLoader loader =
            BatchLoader.open(
                pictures, new SampleOrder(1, SIZE), SIZE, new Share(0, SIZE), slow, settings, 0)) {
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

  @Test
  void anEvaluationShowsEveryPictureOnceInOrder() {
    List<Integer> counts = new ArrayList<>();
    assertThat(evaluated(SIZE, counts)).hasSize(SIZE).isSorted().doesNotHaveDuplicates();
    assertThat(counts).containsExactly(5, 5, 5, 5, 3);
  }

  @Test
  void anEvaluationOfFewerPicturesTakesThemEvenlySpread() {
    assertThat(evaluated(6, new ArrayList<>())).containsExactly(0L, 3L, 7L, 11L, 15L, 19L);
  }

  private static List<Long> evaluated(int count, List<Integer> counts) {
    List<Long> ids = new ArrayList<>();
    try (DecodedPictures pictures = pictures(SETTINGS)) {
      EvaluationLoader.forEach(
          pictures,
          count,
          5,
          ECHO,
          new LoaderSettings(1, 2, 2, () -> Duration.ofSeconds(10)),
          batch -> {
            counts.add(batch.count());
            for (int i = 0; i < batch.count(); i++) {
              ids.add(batch.sampleIds()[i]);
              assertThat(batch.view1()[3 * i + 1]).isEqualTo(batch.sampleIds()[i] * 2);
            }
            assertThatThrownBy(batch::view2).isInstanceOf(IllegalStateException.class);
          });
    }
    return ids;
  }

  @Test
  void smallDataAreDecodedOnceAndLargeDataEachTime() {
    for (long budget : new long[] {1 << 20, 0, 100}) {
      AtomicInteger reads = new AtomicInteger();
      PictureSource numbered = DataFixtures.numbered(SIZE, List.of());
      PictureSource counting =
          new PictureSource() {
            @Override
            public int size() {
              return SIZE;
            }

            @Override
            public int label(int index) {
              return NO_LABEL;
            }

            @Override
            public List<String> classNames() {
              return List.of();
            }

            @Override
            public String name(int index) {
              return numbered.name(index);
            }

            @Override
            public RgbImage read(int index, PictureDecoder decoder) throws DamagedPictureException {
              reads.incrementAndGet();
              return numbered.read(index, decoder);
            }
          };
      try (DecodedPictures pictures =
          new DecodedPictures(counting, SETTINGS.withCacheBytes(budget))) {
        for (int i = 0; i < 3 * SIZE; i++) {
          assertThat(pictures.get(i % SIZE).image().pixels()[0]).isEqualTo((byte) (i % SIZE));
        }
      }
      assertThat(reads.get()).isEqualTo(budget > 1000 ? SIZE : 3 * SIZE);
    }
  }

  private static List<Sample> run(int workers, int threads, int firstStep, int steps) {
    return run(workers, threads, firstStep, steps, ECHO, 1);
  }

  /** The samples of steps {@code firstStep} to {@code steps - 1}, all workers together. */
  private static List<Sample> run(
      int workers, int threads, int firstStep, int steps, ViewMaker views, int imageSize) {
    Sample[] samples = new Sample[(steps - firstStep) * BATCH];
    int floats = 3 * imageSize * imageSize;
    for (int rank = 0; rank < workers; rank++) {
      Share share = Shares.of(BATCH, workers, rank);
      try (DecodedPictures pictures = pictures(SETTINGS);
          BatchLoader loader =
              BatchLoader.open(
                  pictures,
                  new SampleOrder(1, SIZE),
                  BATCH,
                  share,
                  views,
                  new LoaderSettings(imageSize, threads, 2, () -> Duration.ofSeconds(20)),
                  firstStep)) {
        for (int step = firstStep; step < steps; step++) {
          try (Batch batch = loader.take(step)) {
            assertThat(batch.count()).isEqualTo(share.count());
            for (int i = 0; i < batch.count(); i++) {
              samples[(step - firstStep) * BATCH + share.start() + i] =
                  new Sample(
                      Arrays.copyOfRange(batch.view1(), i * floats, (i + 1) * floats),
                      Arrays.copyOfRange(batch.view2(), i * floats, (i + 1) * floats),
                      batch.labels()[i],
                      batch.sampleIds()[i]);
            }
          }
        }
      }
    }
    return Arrays.asList(samples);
  }

  private static BatchLoader loader(
      DecodedPictures pictures, Share share, ViewMaker views, int threads, long step, int ahead) {
    return BatchLoader.open(
        pictures,
        new SampleOrder(1, SIZE),
        BATCH,
        share,
        views,
        new LoaderSettings(1, threads, ahead, () -> Duration.ofSeconds(20)),
        step);
  }

  private static DecodedPictures pictures(ReadSettings settings) {
    return new DecodedPictures(DataFixtures.numbered(SIZE, DAMAGED), settings);
  }

  private static List<String> loaderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("byol-loader"))
        .toList();
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
