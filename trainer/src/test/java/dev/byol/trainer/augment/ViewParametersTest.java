package dev.byol.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ViewParametersTest {
  @Test
  void aChangedStrengthLeavesEveryOtherDraw() {
    ViewPolicy weaker =
        new ViewPolicy(0.08, 1, 3 / 4.0, 4 / 3.0, 0.5, 0, 0.8, 0.1, 0.4, 0.2, 0.1, 0.2, 1, 0);
    for (int i = 0; i < 100; i++) {
      CounterRandom random = CounterRandom.of(1, 2, i, View.VIEW1);
      ViewParameters a = ViewParameters.draw(ViewPolicy.view1(), 40, 50, random);
      ViewParameters b = ViewParameters.draw(weaker, 40, 50, random);
      assertThat(b).usingRecursiveComparison().ignoringFields("brightnessDelta").isEqualTo(a);
      assertThat(b.brightnessDelta()).isBetween(-0.1f, 0.1f);
    }
  }

  @Test
  void theCropLiesInsidePicturesOfAnySize() {
    for (int i = 0; i < 20_000; i++) {
      int height = 1 + i % 37;
      int width = 1 + i / 37 % 41;
      CropBox crop =
          ViewParameters.draw(
                  ViewPolicy.view2(), height, width, CounterRandom.of(3, 0, i, View.VIEW2))
              .crop();
      assertThat(crop.top() + crop.height()).isLessThanOrEqualTo(height);
      assertThat(crop.left() + crop.width()).isLessThanOrEqualTo(width);
      CropBox centre = CropBox.centre(height, width, CropBox.CENTRE_FRACTION);
      assertThat(centre.top() + centre.height()).isLessThanOrEqualTo(height);
      assertThat(centre.left() + centre.width()).isLessThanOrEqualTo(width);
    }
  }

  @Test
  void theIdentityTakesTheWholePicture() {
    CounterRandom random = CounterRandom.of(1, 1, 1, View.VIEW1);
    assertThat(ViewParameters.draw(ViewPolicy.identity(), 30, 70, random).crop())
        .isEqualTo(new CropBox(0, 0, 30, 70));
  }

  @Test
  void aPolicyOutOfRangeIsRefusedByName() {
    assertThatThrownBy(() -> new ViewPolicy(0.08, 1, 1, 1, 1.5, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        .hasMessageContaining("flipProbability is 1.5, allowed is 0.0 to 1.0");
    assertThatThrownBy(() -> new ViewPolicy(0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        .hasMessageContaining("cropAreaMin");
    assertThatThrownBy(() -> new ViewPolicy(0.5, 0.4, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        .hasMessageContaining("cropAreaMax");
    assertThatThrownBy(() -> new ViewPolicy(0.5, 1, 1, 1, 0, 0, 0, 0, 0, 0, Double.NaN, 0, 0, 0))
        .hasMessageContaining("hue");
  }

  @Test
  void everyJitterOrderIsThereOnce() {
    assertThat(JitterOrder.ALL).hasSize(24).doesNotHaveDuplicates();
    assertThatThrownBy(
            () ->
                new JitterOrder(
                    JitterStep.HUE, JitterStep.HUE, JitterStep.CONTRAST, JitterStep.BRIGHTNESS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
