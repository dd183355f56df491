package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Loaders of few small pictures, some damaged, which leave no thread behind. */
@Timeout(60)
abstract class LoaderFixture {
  static final int SIZE = 23;
  static final int BATCH = 10;
  static final List<Integer> DAMAGED = List.of(3, 17, 18);
  static final ReadSettings SETTINGS = ReadSettings.defaults().withMaxDamagedFraction(0.2);

  /** Writes what it was asked for, after a pause that shuffles the threads. */
  static final ViewMaker ECHO =
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

  static BatchLoader loader(
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

  /** A loader whose one batch is all the data. */
  static BatchLoader ofAll(DecodedPictures pictures, ViewMaker views, LoaderSettings settings) {
    return BatchLoader.open(
        pictures, new SampleOrder(1, SIZE), SIZE, new Share(0, SIZE), views, settings, 0);
  }

  static DecodedPictures pictures(ReadSettings settings) {
    return new DecodedPictures(DataFixtures.numbered(SIZE, DAMAGED), settings);
  }

  static List<String> loaderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("byol-loader"))
        .toList();
  }

  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
