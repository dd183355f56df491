package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Reads images by rows of tiles of 4x4 pixels, two apart, and transforms them. A strip of whole
 * rows comes into the second-level cache, then a few columns of tiles at a time go through arrays
 * that stay in the first-level cache.
 */
final class WinogradInput {
  private static final int SIDE = WinogradKernels.SIDE;

  /** Values of a strip, about: an eighth of a second-level cache. */
  private static final int STRIP = 36 * 1024;

  private final Shape shape;
  private final int channels;
  private final int tileRows;
  private final int tileColumns;
  private final int columnsAtATime;
  private final int rowsAtATime;
  private final float[] strip;

  /** The strip's first row of pixels, counted over all images. */
  private int stripTop;

  /** Of a row of pixels, each tile's first, second, third and fourth. */
  private final float[][] pixels;

  /** Four rows of pixels, each transformed along the row. */
  private final float[][][] rows;

  private final float[][] column = new float[SIDE][];
  private final float[][] transformed;

  /** Reads images of that shape. */
  WinogradInput(Shape shape) {
    this.shape = shape;
    this.channels = shape.c();
    this.tileRows = (shape.h() + 1) / 2;
    this.tileColumns = (shape.w() + 1) / 2;
    this.columnsAtATime = WinogradKernels.columnsAtATime(tileColumns, channels);
    int size = columnsAtATime * channels;
    int line = shape.w() * channels;
    this.rowsAtATime = Math.max(1, STRIP / line / 2 - 1);
    this.strip = new float[(2 * rowsAtATime + 2) * line];
    this.pixels = new float[SIDE][size + channels];
    this.rows = new float[SIDE][SIDE][size];
    this.transformed = new float[SIDE][size];
  }

  /** Values of the longest run that it reads. */
  int longestRun() {
    return strip.length;
  }

  /** Where each of a tile's values goes. */
  interface Slots {
    int of(int row, int column);
  }

  /**
   * Transforms rows of tiles.
   *
   * @param first row of tiles, counted over all images
   * @param target {@code [slot][count rows][tiles][channels]}
   */
  void transform(Runs source, int first, int count, FloatBuffer target, Slots slots) {
    for (int from = 0; from < count; from += rowsAtATime) {
      int to = Math.min(from + rowsAtATime, count);
      load(source, first + from, first + to - 1);
      for (int column = 0; column < tileColumns; column += columnsAtATime) {
        int tiles = Math.min(columnsAtATime, tileColumns - column);
        for (int place = from; place < to; place++) {
          read(first + place, place == from, column, tiles);
          write(target, (place * tileColumns + column) * channels, count, tiles * channels, slots);
        }
      }
    }
  }

  /** Copies the rows of pixels that these rows of tiles cover, from the first to the last. */
  private void load(Runs source, int firstTileRow, int lastTileRow) {
    stripTop = firstTileRow / tileRows * shape.h() + Math.max(0, top(firstTileRow));
    int bottom = lastTileRow / tileRows * shape.h() + Math.min(shape.h(), top(lastTileRow) + SIDE);
    int line = shape.w() * channels;
    int n = (bottom - stripTop) * line;
    source.load(stripTop * line, n).get(0, strip, 0, n);
  }

  /** First row of pixels of a row of tiles, within its image. */
  private int top(int tileRow) {
    return 2 * (tileRow % tileRows) - 1;
  }

  private void read(int tileRow, boolean fresh, int column, int tiles) {
    int image = tileRow / tileRows;
    int top = top(tileRow);
    if (fresh || top < 0) {
      readRow(image, top, column, tiles, rows[0]);
      readRow(image, top + 1, column, tiles, rows[1]);
    } else {
      // The last two rows of the tiles above are the first two of these.
      swap(0, 2);
      swap(1, 3);
    }
    readRow(image, top + 2, column, tiles, rows[2]);
    readRow(image, top + 3, column, tiles, rows[3]);
  }

  /** What lies outside of the image is zero. */
  private void readRow(int image, int y, int column, int tiles, float[][] row) {
    int size = tiles * channels;
    if (y < 0 || y >= shape.h()) {
      for (float[] values : row) {
        Arrays.fill(values, 0, size, 0);
      }
      return;
    }
    split((image * shape.h() + y - stripTop) * shape.w(), 2 * column - 1, tiles);
    System.arraycopy(pixels[0], channels, pixels[2], 0, size);
    System.arraycopy(pixels[1], channels, pixels[3], 0, size);
    WinogradKernels.input(pixels, row, size);
  }

  /** Each tile's first pixel, and the last one's third; likewise second and fourth. */
  private void split(int start, int left, int tiles) {
    int from = Math.max(left, 0);
    int to = Math.min(left + 2 * tiles + 2, shape.w());
    if (left < 0) {
      Arrays.fill(pixels[0], 0, channels, 0);
    }
    for (int x = from; x < to; x++) {
      int place = x - left;
      System.arraycopy(
          strip, (start + x) * channels, pixels[place % 2], place / 2 * channels, channels);
    }
    for (int place = to - left; place < 2 * tiles + 2; place++) {
      int at = place / 2 * channels;
      Arrays.fill(pixels[place % 2], at, at + channels, 0);
    }
  }

  private void write(FloatBuffer target, int at, int count, int size, Slots slots) {
    int matrix = count * tileColumns * channels;
    for (int j = 0; j < SIDE; j++) {
      for (int i = 0; i < SIDE; i++) {
        column[i] = rows[i][j];
      }
      WinogradKernels.input(column, transformed, size);
      for (int i = 0; i < SIDE; i++) {
        target.put(slots.of(i, j) * matrix + at, transformed[i], 0, size);
      }
    }
  }

  private void swap(int i, int j) {
    float[][] kept = rows[i];
    rows[i] = rows[j];
    rows[j] = kept;
  }
}
