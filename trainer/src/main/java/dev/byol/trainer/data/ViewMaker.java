package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.augment.View;

/**
 * Makes one view of a picture. A pure function of its arguments (random numbers come by counter
 * from them), called by several threads at once.
 */
@FunctionalInterface
public interface ViewMaker {
  /**
   * @param image to be looked at, not changed
   * @param sampleId the picture's index in its split; of the sample that a replacement stands for
   * @param epoch from 0
   * @param view which of the two; the first where there is only one
   * @param out receives [H, W, 3] float32 in [0, 1], row-major, from {@code offset}
   */
  void make(RgbImage image, long sampleId, long epoch, View view, float[] out, int offset);
}
