package dev.byol.trainer.run;

import dev.byol.api.resolved.AugmentationSettings;
import dev.byol.api.resolved.ViewSettings;
import dev.byol.trainer.augment.View;
import dev.byol.trainer.augment.ViewPolicy;

/** From an experiment's settings to the policies of the two views. */
public final class ViewPolicies {
  private ViewPolicies() {}

  /** The policy of one view. The crop's aspect ratio is the reference's, 3/4 to 4/3. */
  public static ViewPolicy of(AugmentationSettings settings, View view) {
    ViewSettings own =
        switch (view) {
          case VIEW1 -> settings.view1();
          case VIEW2 -> settings.view2();
        };
    return new ViewPolicy(
        settings.cropMinArea(),
        settings.cropMaxArea(),
        3 / 4.0,
        4 / 3.0,
        own.flipProbability(),
        own.verticalFlipProbability(),
        own.jitterProbability(),
        own.brightness(),
        own.contrast(),
        own.saturation(),
        own.hue(),
        own.greyProbability(),
        own.blurProbability(),
        own.solarizeProbability());
  }
}
