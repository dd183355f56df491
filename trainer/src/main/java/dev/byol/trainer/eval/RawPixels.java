package dev.byol.trainer.eval;

/**
 * The baseline that features must beat: the pixels themselves.
 *
 * <p>Pictures are centre crops of one size; each colour channel is averaged over square cells,
 * which keeps the probe quick (cell 1 keeps every pixel).
 */
public final class RawPixels {
  private RawPixels() {}

  /**
   * The pixels of each picture as one row.
   *
   * @param images [N, height, width, channels] float32, row-major, any finite range
   * @param cell side of a cell in pixels, a divisor of height and width
   * @return [N, height / cell * width / cell * channels], laid out as the images
   */
  public static Features of(float[] images, int height, int width, int channels, int cell) {
    if (cell < 1 || height % cell != 0 || width % cell != 0) {
      throw new IllegalArgumentException(
          "cell is %d; it must divide the picture's %d x %d pixels".formatted(cell, height, width));
    }
    int picture = height * width * channels;
    if (picture < 1 || images.length == 0 || images.length % picture != 0) {
      throw new IllegalArgumentException(
          "%d numbers are not whole pictures of %d x %d x %d"
              .formatted(images.length, height, width, channels));
    }
    int pictures = images.length / picture;
    int dimensions = picture / (cell * cell);
    float[] out = new float[pictures * dimensions];
    for (int n = 0; n < pictures; n++) {
      double[] sums = new double[dimensions];
      for (int i = 0; i < picture; i++) {
        int channel = i % channels;
        int x = i / channels % width / cell;
        int y = i / channels / width / cell;
        sums[(y * (width / cell) + x) * channels + channel] += images[n * picture + i];
      }
      for (int d = 0; d < dimensions; d++) {
        out[n * dimensions + d] = (float) (sums[d] / (cell * cell));
      }
    }
    return new Features(out, pictures, dimensions);
  }
}
