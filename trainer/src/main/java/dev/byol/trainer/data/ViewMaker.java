package dev.byol.trainer.data;

import dev.byol.trainer.augment.CentreCrop;
import dev.byol.trainer.augment.CounterRandom;
import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.augment.Scratch;
import dev.byol.trainer.augment.View;
import dev.byol.trainer.augment.ViewPipeline;
import dev.byol.trainer.augment.ViewPolicy;

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
   * @param scratch the calling thread's buffers
   * @param out receives [imageSize, imageSize, 3] float32 in [0, 1], row-major, from {@code offset}
   */
  void make(
      RgbImage image,
      long sampleId,
      long epoch,
      View view,
      Scratch scratch,
      float[] out,
      int offset);

  /**
   * The two views of training.
   *
   * @param seed of the augmentations
   * @param first policy of the first view
   * @param second policy of the second view
   * @param imageSize rows and columns of a view
   */
  static ViewMaker augmented(long seed, ViewPolicy first, ViewPolicy second, int imageSize) {
    ViewPipeline one = new ViewPipeline(first, imageSize);
    ViewPipeline two = new ViewPipeline(second, imageSize);
    return (image, sampleId, epoch, view, scratch, out, offset) ->
        (view == View.VIEW1 ? one : two)
            .apply(image, CounterRandom.of(seed, epoch, sampleId, view), scratch, out, offset);
  }

  /**
   * The view of evaluation.
   *
   * @param imageSize rows and columns of the view
   * @param fraction side of the crop over the picture's shorter side, (0, 1]
   */
  static ViewMaker centreCrop(int imageSize, double fraction) {
    CentreCrop crop = new CentreCrop(imageSize, fraction);
    return (image, sampleId, epoch, view, scratch, out, offset) ->
        crop.apply(image, scratch, out, offset);
  }
}
