package dev.byol.trainer.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.byol.trainer.eval.KNearestNeighbours.Settings;
import dev.byol.trainer.eval.KNearestNeighbours.Vote;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class KNearestNeighboursTest {
  private static int[] predict(LabelledFeatures train, Settings settings, float[] query) {
    Features features = new Features(query, 1, query.length);
    return KNearestNeighbours.fit(train, settings).predict(features, Runnable::run);
  }

  private static LabelledFeatures plane(float[] values, int[] labels, int classes) {
    return new LabelledFeatures(new Features(values, labels.length, 2), labels, classes);
  }

  @Test
  void eachPictureIsItsOwnNearestNeighbour() {
    LabelledFeatures data = Made.clouds(700, 17, 6, 5, 1);
    KNearestNeighbours one = KNearestNeighbours.fit(data, new Settings(1, Vote.WEIGHTED, 0.07));
    assertThat(one.accuracy(data, Runnable::run)).isEqualTo(1);
  }

  @Test
  void separableClassesAreSeparated() {
    KNearestNeighbours knn =
        KNearestNeighbours.fit(Made.clouds(403, 40, 5, 0.5, 2), Settings.DEFAULT);
    assertThat(knn.accuracy(Made.clouds(99, 40, 5, 0.5, 3), Runnable::run)).isEqualTo(1);
  }

  @Test
  void onlyTheDirectionCounts() {
    LabelledFeatures train = plane(new float[] {100, 1, 0.01f, 0.02f}, new int[] {0, 1}, 2);
    Settings settings = new Settings(1, Vote.MAJORITY, 0.07);
    assertThat(predict(train, settings, new float[] {0.5f, 0})).containsExactly(0);
    assertThat(predict(train, settings, new float[] {5000, 9000})).containsExactly(1);
  }

  @Test
  void aNearNeighbourOutweighsTwoFarOnesOnlyInAWeightedVote() {
    LabelledFeatures train = plane(new float[] {1, 0, 0, 1, 0, 1}, new int[] {0, 1, 1}, 2);
    float[] query = {1, 0.1f};
    assertThat(predict(train, new Settings(3, Vote.WEIGHTED, 0.07), query)).containsExactly(0);
    assertThat(predict(train, new Settings(3, Vote.MAJORITY, 0.07), query)).containsExactly(1);
  }

  @Test
  void equalVotesGoToTheHigherClassInAnyOrder() {
    float[] same = {1, 1, 1, 1, 1, 1, 1, 1};
    Settings settings = new Settings(2, Vote.WEIGHTED, 0.07);
    // k cuts through four equal pictures: two of the higher class are taken.
    assertThat(predict(plane(same, new int[] {0, 2, 2, 0}, 3), settings, new float[] {1, 2}))
        .containsExactly(2);
    assertThat(predict(plane(same, new int[] {2, 0, 0, 2}, 3), settings, new float[] {1, 2}))
        .containsExactly(2);
    assertThat(predict(plane(same, new int[] {0, 1, 0, 0}, 3), settings, new float[] {1, 2}))
        .containsExactly(1);
  }

  @Test
  void theOrderOfThePicturesChangesNothing() {
    LabelledFeatures train = Made.clouds(600, 9, 5, 3, 4);
    Features test = Made.clouds(100, 9, 5, 3, 5).features();
    assertThat(
            KNearestNeighbours.fit(train.select(Made.permutation(600, 6)), Settings.DEFAULT)
                .predict(test, Runnable::run))
        .isEqualTo(KNearestNeighbours.fit(train, Settings.DEFAULT).predict(test, Runnable::run));
  }

  @Test
  void threadsChangeNothing() {
    LabelledFeatures train = Made.clouds(600, 9, 5, 3, 4);
    KNearestNeighbours knn = KNearestNeighbours.fit(train, Settings.DEFAULT);
    Features test = Made.clouds(333, 9, 5, 3, 5).features();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      assertThat(knn.predict(test, threads)).isEqualTo(knn.predict(test, Runnable::run));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFeatureOfZerosIsStillClassified() {
    LabelledFeatures train = plane(new float[] {0, 0, 1, 0}, new int[] {0, 1}, 2);
    assertThat(predict(train, new Settings(2, Vote.WEIGHTED, 0.07), new float[] {0, 0}))
        .containsExactly(1);
  }

  @Test
  void tooFewTrainingPicturesAreRefusedWithTheRemedy() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KNearestNeighbours.fit(Made.clouds(10, 4, 2, 1, 7), Settings.DEFAULT))
        .withMessageContaining("set k to 10 or less");
  }
}
