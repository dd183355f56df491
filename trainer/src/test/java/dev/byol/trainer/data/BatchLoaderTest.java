package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.augment.ViewPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What batches hold, whoever loads them. */
class BatchLoaderTest extends LoaderFixture {
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
}
