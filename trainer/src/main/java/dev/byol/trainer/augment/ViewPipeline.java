package dev.byol.trainer.augment;

/**
 * Makes one view of a picture, as the reference does: random crop, bicubic resize, division by 255
 * and clip (dataset.py); flip, colour jitter, grey, blur, solarize and clip (augmentations.py,
 * {@code postprocess}). Normalisation by mean and standard deviation is left to the network.
 *
 * <p>A pure function of picture, policy and draws; safe for many threads that bring their own
 * {@link Scratch}. Pixel buffers are reused; a call allocates a few hundred bytes for its draws.
 *
 * <pre>{@code
 * var pipeline = new ViewPipeline(ViewPolicy.view1(), 224);
 * pipeline.apply(picture, CounterRandom.of(seed, epoch, sample, View.VIEW1), scratch, batch, at);
 * }</pre>
 */
public final class ViewPipeline {
  private final ViewPolicy policy;
  private final int imageSize;

  /**
   * A pipeline to square views.
   *
   * @param imageSize rows and columns of the result, at least 1
   */
  public ViewPipeline(ViewPolicy policy, int imageSize) {
    this.policy = policy;
    this.imageSize = ImageSize.require(imageSize);
  }

  /**
   * Draws and renders a view.
   *
   * @param random the draws of this sample's view
   * @param scratch this thread's buffers
   * @param out receives {@code [imageSize, imageSize, 3]} float32 in [0, 1], row-major
   * @param offset index in {@code out} of the first value
   * @throws IllegalArgumentException if the result does not fit into {@code out}
   */
  public void apply(
      RgbImage image, CounterRandom random, Scratch scratch, float[] out, int offset) {
    render(
        image,
        ViewParameters.draw(policy, image.height(), image.width(), random),
        scratch,
        out,
        offset);
  }

  /** Renders a view from given parameters; otherwise as {@link #apply}. */
  public void render(
      RgbImage image, ViewParameters parameters, Scratch scratch, float[] out, int offset) {
    ImageSize.requireRoom(imageSize, out, offset);
    Planes planes = scratch.planes;
    BicubicResize.toUnitRange(image, parameters.crop(), imageSize, scratch, planes);
    augmentInPlace(planes, parameters, scratch);
    planes.clipAndCopy(out, offset);
  }

  /** All that follows the resize but the last clip: {@code postprocess} of augmentations.py. */
  public static void augmentInPlace(Planes planes, ViewParameters parameters, Scratch scratch) {
    if (parameters.flip()) {
      Flip.horizontalInPlace(planes);
    }
    if (parameters.verticalFlip()) {
      Flip.verticalInPlace(planes);
    }
    if (parameters.jitter()) {
      JitterOrder order = parameters.jitterOrder();
      jitterInPlace(planes, parameters, scratch, order.first());
      jitterInPlace(planes, parameters, scratch, order.second());
      jitterInPlace(planes, parameters, scratch, order.third());
      jitterInPlace(planes, parameters, scratch, order.fourth());
    }
    if (parameters.grey()) {
      Colour.greyInPlace(planes);
    }
    if (parameters.blur()) {
      GaussianBlur.inPlace(
          planes, GaussianBlur.radius(planes.height()), parameters.blurSigma(), scratch);
    }
    if (parameters.solarize()) {
      Colour.solarizeInPlace(planes);
    }
  }

  /** Neutral values are skipped, as the reference skips a jitter of strength 0. */
  private static void jitterInPlace(
      Planes planes, ViewParameters parameters, Scratch scratch, JitterStep step) {
    switch (step) {
      case BRIGHTNESS -> {
        if (parameters.brightnessDelta() != 0) {
          Colour.brightnessInPlace(planes, parameters.brightnessDelta());
        }
      }
      case CONTRAST -> {
        if (parameters.contrastFactor() != 1) {
          Colour.contrastInPlace(planes, parameters.contrastFactor());
        }
      }
      case SATURATION -> {
        if (parameters.saturationFactor() != 1) {
          Colour.saturationInPlace(planes, parameters.saturationFactor());
        }
      }
      case HUE -> {
        if (parameters.hueDelta() != 0) {
          Hue.turnInPlace(planes, parameters.hueDelta(), scratch);
        }
      }
    }
  }
}
