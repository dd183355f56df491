package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an evaluation is shown. */
class EvaluationLoaderTest extends LoaderFixture {
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
}
