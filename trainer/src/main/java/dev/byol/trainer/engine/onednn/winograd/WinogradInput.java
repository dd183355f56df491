package dev.byol.trainer.engine.onednn.winograd;

import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.onednn.library.Runs;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Reads images by rows of overlapping tiles and transforms them. A strip of whole rows comes into
 * the second-level cache, then a few columns of tiles at a time go through arrays that stay in the
 * first-level cache.
 */
final class WinogradInput {
  /** Values of a strip, about: an eighth of a second-level cache. */
  private static final int STRIP = 36 * 1024;

  private final WinogradKernels kernels;
  private final int apart;
  private final int side;
  private final Shape shape;
  private final int channels;
  private final int tileRows;
  private final int tileColumns;
  private final int columnsAtATime;
  private final int rowsAtATime;
  private final float[] strip;

  /** The strip's first row of pixels, counted over all images. */
  private int stripTop;

  /** Of a row of pixels, each tile's first, second and so on. */
  private final float[][] pixels;

  /** A tile's rows of pixels, each transformed along the row. */
  private final float[][][] rows;

  private final float[][] column;
  private final float[][] transformed;

  /** Reads images of that shape. */
  WinogradInput(WinogradKernels kernels, Shape shape) {
    this.kernels = kernels;
    this.apart = kernels.output();
    this.side = kernels.side();
    this.shape = shape;
    this.channels = shape.c();
    this.tileRows = kernels.tilesOf(shape.h());
    this.tileColumns = kernels.tilesOf(shape.w());
    this.columnsAtATime = WinogradKernels.columnsAtATime(tileColumns, channels);
    int size = columnsAtATime * channels;
    int line = shape.w() * channels;
    this.rowsAtATime = Math.max(1, (STRIP / line - 2) / apart);
    this.strip = new float[(apart * rowsAtATime + 2) * line];
    this.pixels = new float[side][size + channels];
    this.rows = new float[side][side][size];
    this.column = new float[side][];
    this.transformed = new float[side][size];
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
    int bottom = lastTileRow / tileRows * shape.h() + Math.min(shape.h(), top(lastTileRow) + side);
    int line = shape.w() * channels;
    int n = (bottom - stripTop) * line;
    source.load(stripTop * line, n).get(0, strip, 0, n);
  }

  /** First row of pixels of a row of tiles, within its image. */
  private int top(int tileRow) {
    return apart * (tileRow % tileRows) - 1;
  }

  private void read(int tileRow, boolean fresh, int column, int tiles) {
    int image = tileRow / tileRows;
    int top = top(tileRow);
    if (fresh || top < 0) {
      readRow(image, top, column, tiles, rows[0]);
      readRow(image, top + 1, column, tiles, rows[1]);
    } else {
      // The last two rows of the tiles above are the first two of these.
      swap(0, apart);
      swap(1, apart + 1);
    }
    for (int i = 2; i < side; i++) {
      readRow(image, top + i, column, tiles, rows[i]);
    }
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
    split((image * shape.h() + y - stripTop) * shape.w(), apart * column - 1, tiles);
    System.arraycopy(pixels[0], channels, pixels[apart], 0, size);
    System.arraycopy(pixels[1], channels, pixels[apart + 1], 0, size);
    kernels.input(pixels, row, size);
  }

  /** The pixels of each tile but for the last two, which are the next tile's first two. */
  private void split(int start, int left, int tiles) {
    int from = Math.max(left, 0);
    int to = Math.min(left + apart * tiles + 2, shape.w());
    if (left < 0) {
      Arrays.fill(pixels[0], 0, channels, 0);
    }
    for (int x = from; x < to; x++) {
      int place = x - left;
      System.arraycopy(
          strip, (start + x) * channels, pixels[place % apart], place / apart * channels, channels);
    }
    for (int place = to - left; place < apart * tiles + 2; place++) {
      int at = place / apart * channels;
      Arrays.fill(pixels[place % apart], at, at + channels, 0);
    }
  }

  private void write(FloatBuffer target, int at, int count, int size, Slots slots) {
    int matrix = count * tileColumns * channels;
    for (int j = 0; j < side; j++) {
      WinogradKernels.column(rows, j, column);
      kernels.input(column, transformed, size);
      for (int i = 0; i < side; i++) {
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
