package dev.byol.trainer.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FewLabelsTest {
  private static FewLabels measure(LabelledFeatures train, FewLabels.Settings settings) {
    return FewLabels.measure(
        train,
        Made.clouds(150, 30, 3, 2, 2),
        settings,
        LinearProbe.Settings.DEFAULT,
        Runnable::run);
  }

  @Test
  void equalSeedsGiveEqualAccuracies() {
    LabelledFeatures train = Made.clouds(300, 30, 3, 2, 1);
    FewLabels.Settings settings = new FewLabels.Settings(5, 4, 42);
    assertThat(measure(train, settings)).isEqualTo(measure(train, settings));
    assertThat(measure(train, new FewLabels.Settings(5, 4, 43)))
        .isNotEqualTo(measure(train, settings));
  }

  @Test
  void moreLabelsHelp() {
    LabelledFeatures train = Made.clouds(300, 30, 3, 2, 1);
    assertThat(measure(train, new FewLabels.Settings(50, 4, 0)).mean())
        .isGreaterThan(measure(train, new FewLabels.Settings(2, 4, 0)).mean());
  }

  @Test
  void aClassWithTooFewPicturesIsNamed() {
    LabelledFeatures train = Made.clouds(10, 30, 3, 2, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> measure(train, FewLabels.Settings.DEFAULT))
        .withMessageContaining("class 0 has 4 training pictures, fewer than the 5");
  }

  @Test
  void aClassWithoutPicturesIsLeftOut() {
    LabelledFeatures two = Made.clouds(60, 30, 2, 2, 1);
    LabelledFeatures ofThree = new LabelledFeatures(two.features(), two.labels(), 3);
    assertThat(measure(ofThree, FewLabels.Settings.DEFAULT).accuracies()).hasSize(10);
  }
}
