package dev.byol.trainer.augment;

/**
 * A rectangle of pixels of a picture.
 *
 * @param top first row
 * @param left first column
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record CropBox(int top, int left, int height, int width) {
  /** Side of the centre crop over the picture's shorter side: 224 / (224 + 32). */
  public static final float CENTRE_FRACTION = 224f / (224 + 32);

  /**
   * Checks the rectangle by itself.
   *
   * @throws IllegalArgumentException if it is empty or starts outside every picture
   */
  public CropBox {
    if (top < 0 || left < 0 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "crop of %d x %d pixels at row %d, column %d: sides must be at least 1, offsets at least 0"
              .formatted(height, width, top, left));
    }
  }

  /** All of a picture. */
  public static CropBox whole(int height, int width) {
    return new CropBox(0, 0, height, width);
  }

  /**
   * The random crop of dataset.py, {@code _decode_and_random_crop}: sides are clamped to the
   * picture, never drawn again, so large areas leave the range of ratios. All arithmetic in
   * float32, rounding half to even.
   *
   * <p>Difference: a side that rounds to 0 (pictures of a few pixels) becomes 1; the reference
   * fails there.
   *
   * @param height the picture's rows
   * @param width the picture's columns
   * @param areaFraction area of the crop over that of the picture, (0, 1]
   * @param logRatio natural logarithm of width over height
   * @param leftDraw uniform in [0, 1), chooses the column
   * @param topDraw uniform in [0, 1), chooses the row
   */
  public static CropBox random(
      int height, int width, float areaFraction, float logRatio, double leftDraw, double topDraw) {
    float area = areaFraction * (float) ((long) width * height);
    float ratio = (float) Math.exp(logRatio);
    int cropWidth = side(area * ratio, width);
    int cropHeight = side(area / ratio, height);
    int left = (int) (leftDraw * (width - cropWidth + 1));
    int top = (int) (topDraw * (height - cropHeight + 1));
    return new CropBox(top, left, cropHeight, cropWidth);
  }

  /**
   * The square of evaluation, dataset.py, {@code _decode_and_center_crop}: 7/8 of the shorter side,
   * at least one pixel. The fraction is the same for every output size.
   *
   * @param fraction side of the square over the shorter side, {@link #CENTRE_FRACTION} in the
   *     reference
   */
  public static CropBox centre(int height, int width, float fraction) {
    int side = Math.max(1, (int) (fraction * Math.min(height, width)));
    return new CropBox((height - side + 1) / 2, (width - side + 1) / 2, side, side);
  }

  void requireInside(RgbImage image) {
    if ((long) top + height > image.height() || (long) left + width > image.width()) {
      throw new IllegalArgumentException(
          "%s reaches over the edge of a picture of %d x %d pixels; draw the crop from the picture's own size"
              .formatted(this, image.height(), image.width()));
    }
  }

  private static int side(float squared, int limit) {
    int rounded = (int) Math.rint((float) Math.sqrt(squared));
    return Math.max(1, Math.min(rounded, limit));
  }
}
