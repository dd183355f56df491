package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Reads images by rows of tiles of 4x4 pixels, two apart, and transforms them. */
final class WinogradInput {
  private static final int SIDE = WinogradKernels.SIDE;

  private final Shape shape;
  private final int channels;
  private final int tileRows;
  private final int size;
  private final float[] line;
  private final float[][] pixels;
  private final float[] halfway;
  private final float[][] transformed;

  /** Reads images of that shape. */
  WinogradInput(Shape shape) {
    this.shape = shape;
    this.channels = shape.c();
    this.tileRows = (shape.h() + 1) / 2;
    int tileColumns = (shape.w() + 1) / 2;
    this.size = tileColumns * channels;
    this.line = new float[shape.w() * channels];
    this.pixels = new float[SIDE][2 * (size + channels)];
    this.halfway = new float[2 * (size + channels)];
    this.transformed = new float[SIDE][size];
  }

  /** Where each of a tile's values goes. */
  interface Slots {
    int of(int row, int column);
  }

  /**
   * Transforms one row of tiles.
   *
   * @param tileRow counted over all images
   * @param place of the row in {@code target}; rows come in order
   * @param target {@code [slot][count rows][tiles][channels]}
   */
  void transform(
      FloatBuffer source, int tileRow, FloatBuffer target, int place, int count, Slots slots) {
    int image = tileRow / tileRows;
    int top = 2 * (tileRow % tileRows) - 1;
    if (place > 0 && top > 0) {
      // The last two rows of the tiles above are the first two of these.
      swap(0, 2);
      swap(1, 3);
    } else {
      read(source, image, top, pixels[0]);
      read(source, image, top + 1, pixels[1]);
    }
    read(source, image, top + 2, pixels[2]);
    read(source, image, top + 3, pixels[3]);
    for (int i = 0; i < SIDE; i++) {
      WinogradKernels.inputRow(i, pixels, halfway, halfway.length);
      WinogradKernels.inputColumns(
          halfway, transformed[0], transformed[1], transformed[2], transformed[3], size, channels);
      for (int j = 0; j < SIDE; j++) {
        target.put((slots.of(i, j) * count + place) * size, transformed[j], 0, size);
      }
    }
  }

  /**
   * Reads a row of pixels: each tile's first and third to the first half of {@code to}, its second
   * and fourth to the second half; what lies outside of the image is zero.
   */
  private void read(FloatBuffer source, int image, int y, float[] to) {
    if (y < 0 || y >= shape.h()) {
      Arrays.fill(to, 0);
      return;
    }
    source.get((image * shape.h() + y) * line.length, line);
    int half = to.length / 2;
    for (int x = 0; x < shape.w(); x++) {
      int place = x % 2 == 0 ? half + x / 2 * channels : (x + 1) / 2 * channels;
      System.arraycopy(line, x * channels, to, place, channels);
    }
  }

  private void swap(int i, int j) {
    float[] kept = pixels[i];
    pixels[i] = pixels[j];
    pixels[j] = kept;
  }
}
