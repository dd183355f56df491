package dev.byol.trainer.augment;

/**
 * Bicubic resize of a crop, without antialiasing: {@code tf.image.resize(crop, [H, W], BICUBIC)}.
 *
 * <p>Along rows first, then down columns: at most four resized source rows are alive at a time, and
 * every source row is resized once. Only float32 rounding differs from TensorFlow's order (measured
 * below 1e-4 of 255).
 */
public final class BicubicResize {
  /** A row is padded by the two taps that may lie outside on either side. */
  private static final int PADDING = 2;

  private BicubicResize() {}

  /**
   * The crop in full size: what the reference feeds its augmentations. Divides by 255 and clips to
   * [0, 1] after the resize, as dataset.py does.
   *
   * @param crop must lie inside the picture
   * @param size rows and columns of the result
   * @param planes receives the result
   * @throws IllegalArgumentException if the crop reaches over an edge
   */
  public static void toUnitRange(
      RgbImage image, CropBox crop, int size, Scratch scratch, Planes planes) {
    planes.reshape(size, size);
    resize(CubicKernel.TABLE_1024, image, crop, scratch, planes);
    for (int c = 0; c < 3; c++) {
      unitRange(planes.plane(c), size * size);
    }
  }

  /**
   * The bare resize, in the range of the source (0 to 255) with overshoots.
   *
   * @param image picture, resized as a whole
   * @param out receives {@code [height, width, 3]} float32, row-major
   */
  public static void resize(
      CubicKernel kernel, RgbImage image, int height, int width, float[] out) {
    Planes planes = new Planes();
    planes.reshape(height, width);
    resize(kernel, image, CropBox.whole(image.height(), image.width()), new Scratch(), planes);
    for (int i = 0; i < height * width; i++) {
      out[3 * i] = planes.red()[i];
      out[3 * i + 1] = planes.green()[i];
      out[3 * i + 2] = planes.blue()[i];
    }
  }

  private static void resize(
      CubicKernel kernel, RgbImage image, CropBox crop, Scratch scratch, Planes planes) {
    crop.requireInside(image);
    int height = planes.height();
    int width = planes.width();
    AxisTaps rows = scratch.rows;
    rows.compute(kernel, crop.height(), height);
    scratch.columns.compute(kernel, crop.width(), width);
    int nextSourceRow = 0;
    for (int y = 0; y < height; y++) {
      int first = rows.first()[y];
      int last = Math.min(first + 3, crop.height() - 1);
      for (nextSourceRow = Math.max(nextSourceRow, first); nextSourceRow <= last; nextSourceRow++) {
        resizeRow(image, crop, nextSourceRow, width, scratch);
      }
      for (int c = 0; c < 3; c++) {
        combineRows(crop, scratch, y, c, planes);
      }
    }
  }

  /** Resizes one row of the crop to {@code width} pixels, into its slots of the ring. */
  private static void resizeRow(RgbImage image, CropBox crop, int row, int width, Scratch scratch) {
    float[] source = scratch.sourceRow(3 * (crop.width() + 2 * PADDING));
    int length = 3 * crop.width();
    toFloat(
        image.pixels(),
        3 * ((crop.top() + row) * image.width() + crop.left()),
        source,
        3 * PADDING,
        length);
    for (int i = 0; i < 3 * PADDING; i++) {
      source[i] = 0;
      source[3 * PADDING + length + i] = 0;
    }
    interpolate(
        source,
        scratch.columns,
        width,
        scratch.resizedRow(row, 0, width),
        scratch.resizedRow(row, 1, width),
        scratch.resizedRow(row, 2, width));
  }

  private static void toFloat(byte[] pixels, int from, float[] out, int offset, int length) {
    for (int i = 0; i < length; i++) {
      out[offset + i] = pixels[from + i] & 0xFF;
    }
  }

  private static void interpolate(
      float[] source, AxisTaps taps, int width, float[] red, float[] green, float[] blue) {
    int[] first = taps.first();
    float[] weights = taps.weights();
    for (int x = 0; x < width; x++) {
      int at = 3 * (first[x] + PADDING);
      float w0 = weights[4 * x];
      float w1 = weights[4 * x + 1];
      float w2 = weights[4 * x + 2];
      float w3 = weights[4 * x + 3];
      red[x] = w0 * source[at] + w1 * source[at + 3] + w2 * source[at + 6] + w3 * source[at + 9];
      green[x] =
          w0 * source[at + 1] + w1 * source[at + 4] + w2 * source[at + 7] + w3 * source[at + 10];
      blue[x] =
          w0 * source[at + 2] + w1 * source[at + 5] + w2 * source[at + 8] + w3 * source[at + 11];
    }
  }

  private static void combineRows(
      CropBox crop, Scratch scratch, int y, int channel, Planes planes) {
    int width = planes.width();
    AxisTaps rows = scratch.rows;
    float[] result = scratch.resultRow(width);
    weightedSum(
        tapRow(crop, scratch, y, 0, channel, width),
        tapRow(crop, scratch, y, 1, channel, width),
        tapRow(crop, scratch, y, 2, channel, width),
        tapRow(crop, scratch, y, 3, channel, width),
        rows.weight(y, 0),
        rows.weight(y, 1),
        rows.weight(y, 2),
        rows.weight(y, 3),
        width,
        result);
    System.arraycopy(result, 0, planes.plane(channel), y * width, width);
  }

  private static void weightedSum(
      float[] a,
      float[] b,
      float[] c,
      float[] d,
      float weightA,
      float weightB,
      float weightC,
      float weightD,
      int n,
      float[] out) {
    for (int i = 0; i < n; i++) {
      out[i] = weightA * a[i] + weightB * b[i] + weightC * c[i] + weightD * d[i];
    }
  }

  /** The resized row of a tap; taps outside the crop have weight 0 and read the nearest row. */
  private static float[] tapRow(
      CropBox crop, Scratch scratch, int y, int tap, int channel, int width) {
    int row = Math.max(0, Math.min(scratch.rows.first()[y] + tap, crop.height() - 1));
    return scratch.resizedRow(row, channel, width);
  }

  private static void unitRange(float[] plane, int n) {
    for (int i = 0; i < n; i++) {
      plane[i] = Math.max(0f, Math.min(1f, plane[i] / 255f));
    }
  }
}
