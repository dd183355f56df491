package dev.byol.trainer.augment;

/**
 * The fixed picture of evaluation: centre square, 7/8 of the shorter side in the reference, bicubic
 * resize, division by 255, clip (dataset.py, mode {@code EVAL}). Thread-safe as {@link
 * ViewPipeline} is.
 *
 * <p>Difference: TensorFlow crops while it decodes a JPEG and then interpolates the subsampled
 * colours of the crop's last column without the neighbour beyond it; we crop the decoded picture
 * (measured: 0.01 in the last columns of a 4:2:0 picture, nothing elsewhere).
 */
public final class CentreCrop {
  private final int imageSize;
  private final float fraction;

  /**
   * A crop to square pictures.
   *
   * @param imageSize rows and columns of the result, at least 1
   * @param fraction side of the crop over the picture's shorter side, (0, 1]
   */
  public CentreCrop(int imageSize, double fraction) {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException("the centre crop must lie in (0, 1], got " + fraction);
    }
    this.imageSize = ImageSize.require(imageSize);
    this.fraction = (float) fraction;
  }

  /**
   * Crops and resizes a picture.
   *
   * @param scratch this thread's buffers
   * @param out receives {@code [imageSize, imageSize, 3]} float32 in [0, 1], row-major
   * @param offset index in {@code out} of the first value
   * @throws IllegalArgumentException if the result does not fit into {@code out}
   */
  public void apply(RgbImage image, Scratch scratch, float[] out, int offset) {
    ImageSize.requireRoom(imageSize, out, offset);
    CropBox crop = CropBox.centre(image.height(), image.width(), fraction);
    BicubicResize.toUnitRange(image, crop, imageSize, scratch, scratch.planes);
    scratch.planes.clipAndCopy(out, offset);
  }
}
