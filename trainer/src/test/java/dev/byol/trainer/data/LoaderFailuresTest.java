package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged pictures are replaced and counted; what else fails is told to who takes a batch. */
class LoaderFailuresTest extends LoaderFixture {
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
        BatchLoader loader = ofAll(pictures, failing, settings);
        Batch batch = loader.take(0)) {
      assertThat(batch.count()).as("nothing was thrown").isNegative();
    }
  }
}
