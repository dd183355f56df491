package dev.byol.trainer.eval;

/**
 * The baseline that features must beat: the pixels themselves.
 *
 * <p>Pictures are centre crops of one size; each colour channel is averaged over cells of a square
 * grid, which keeps the probe quick and its memory bounded whatever the size.
 */
public final class RawPixels {
  /** More cells than these to a side are not taken. */
  static final int MOST_CELLS = 16;

  private static final int FEWEST_CELLS = 8;

  private RawPixels() {}

  /** Numbers of a picture of {@link #cells} to a side, at most. */
  public static int mostDimensions(int channels) {
    return MOST_CELLS * MOST_CELLS * channels;
  }

  /**
   * Cells to a side for pictures of {@code side} rows: of 4 pixels, doubled while 8 or more cells
   * remain; where that leaves more than 16, or pixels that no such cell divides, 16 of about the
   * same size.
   */
  public static int cells(int side) {
    int cell = side % 4 == 0 ? 4 : 1;
    while (side % (2 * cell) == 0 && side / (2 * cell) >= FEWEST_CELLS) {
      cell *= 2;
    }
    return Math.min(MOST_CELLS, side / cell);
  }

  /**
   * The pixels of each picture as one row. Pixel row {@code y} is in cell row {@code y * cells /
   * height}, so that cells differ by at most one pixel where they do not divide the picture;
   * columns likewise.
   *
   * @param images [N, height, width, channels] float32, row-major, any finite range
   * @param cells cells to a side, 1 to the shorter side
   * @return [N, cells * cells * channels], laid out as the images
   */
  public static Features of(float[] images, int height, int width, int channels, int cells) {
    if (cells < 1 || cells > Math.min(height, width)) {
      throw new IllegalArgumentException(
          "cells is %d; it must lie in 1..%d for pictures of %d x %d pixels"
              .formatted(cells, Math.min(height, width), height, width));
    }
    int picture = Math.multiplyExact(Math.multiplyExact(height, width), channels);
    if (picture < 1 || images.length == 0 || images.length % picture != 0) {
      throw new IllegalArgumentException(
          "%d numbers are not whole pictures of %d x %d x %d"
              .formatted(images.length, height, width, channels));
    }
    int pictures = images.length / picture;
    int dimensions = cells * cells * channels;
    int[] cellOfPixel = cellOfPixel(height, width, cells);
    int[] pixelsOfCell = new int[cells * cells];
    for (int cell : cellOfPixel) {
      pixelsOfCell[cell]++;
    }
    float[] out = new float[Math.multiplyExact(pictures, dimensions)];
    int in = 0;
    for (int n = 0; n < pictures; n++) {
      double[] sums = new double[dimensions];
      for (int cell : cellOfPixel) {
        for (int channel = 0; channel < channels; channel++) {
          sums[cell * channels + channel] += images[in++];
        }
      }
      for (int d = 0; d < dimensions; d++) {
        out[n * dimensions + d] = (float) (sums[d] / pixelsOfCell[d / channels]);
      }
    }
    return new Features(out, pictures, dimensions);
  }

  /** The cell of each pixel, which is the same for all pictures. */
  private static int[] cellOfPixel(int height, int width, int cells) {
    int[] cellOfPixel = new int[height * width];
    for (int i = 0; i < cellOfPixel.length; i++) {
      int y = (int) ((long) (i / width) * cells / height);
      int x = (int) ((long) (i % width) * cells / width);
      cellOfPixel[i] = y * cells + x;
    }
    return cellOfPixel;
  }
}
