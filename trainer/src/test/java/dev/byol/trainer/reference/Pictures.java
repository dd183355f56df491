package dev.byol.trainer.reference;

import dev.byol.trainer.augment.Planes;
import dev.byol.trainer.augment.RgbImage;
import java.util.Arrays;

/** Pictures to and from the arrays of a case. */
final class Pictures {
  private Pictures() {}

  /** A {@code [H, W, 3]} array of uint8. */
  static RgbImage rgb(NpyArray array) {
    byte[] pixels = new byte[array.values().length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (int) array.values()[i];
    }
    return new RgbImage(array.shape()[0], array.shape()[1], pixels);
  }

  /** Picture {@code index} of a {@code [N, H, W, 3]} array. */
  static double[] picture(NpyArray array, int index) {
    int size = array.values().length / array.shape()[0];
    return Arrays.copyOfRange(array.values(), index * size, (index + 1) * size);
  }

  static Planes planes(double[] picture, int height, int width) {
    return Planes.of(floats(picture), height, width);
  }

  static double[] doubles(Planes planes, int size) {
    float[] out = new float[size];
    planes.clipAndCopy(out, 0);
    return Closeness.doubles(out);
  }

  /** Rows and columns {@code [top, left]} to {@code [top + height, left + width]}. */
  static double[] patch(double[] picture, int width, int top, int left, int rows, int columns) {
    double[] out = new double[3 * rows * columns];
    for (int y = 0; y < rows; y++) {
      System.arraycopy(picture, 3 * ((top + y) * width + left), out, 3 * y * columns, 3 * columns);
    }
    return out;
  }

  static float[] floats(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }
}
