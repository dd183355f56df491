package dev.byol.trainer.augment;

/**
 * A decoded picture, 8 bits a channel.
 *
 * <p>The array is not copied: whoever makes the picture hands it over and does not change it
 * afterwards. Equality is that of the array reference.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param pixels {@code [height, width, 3]} unsigned bytes, row-major, in the order red, green, blue
 */
public record RgbImage(int height, int width, byte[] pixels) {
  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if a side is not positive or the array has another length
   */
  public RgbImage {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "picture of %d x %d pixels: both sides must be at least 1".formatted(height, width));
    }
    if (pixels.length != 3L * height * width) {
      throw new IllegalArgumentException(
          "picture of %d x %d pixels needs %d bytes (red, green, blue), got %d"
              .formatted(height, width, 3L * height * width, pixels.length));
    }
  }
}
