package dev.byol.trainer.augment;

/**
 * A picture in the making: three planes {@code [height, width]} float32, row-major, one a colour.
 *
 * <p>Planes, because every transform then is a plain loop over arrays that the JIT vectorises; the
 * result is interleaved once, at the end. Mutable and for one thread; the arrays are reused and may
 * be longer than the picture.
 */
public final class Planes {
  private float[] red = new float[0];
  private float[] green = new float[0];
  private float[] blue = new float[0];
  private int height;
  private int width;

  /** Copies a picture in. {@code interleaved} is {@code [height, width, 3]}, row-major. */
  public static Planes of(float[] interleaved, int height, int width) {
    Planes planes = new Planes();
    planes.reshape(height, width);
    for (int i = 0; i < height * width; i++) {
      planes.red[i] = interleaved[3 * i];
      planes.green[i] = interleaved[3 * i + 1];
      planes.blue[i] = interleaved[3 * i + 2];
    }
    return planes;
  }

  /** Takes a new shape; the contents become undefined. Allocates only to grow. */
  void reshape(int newHeight, int newWidth) {
    height = newHeight;
    width = newWidth;
    if (red.length < pixels()) {
      red = new float[pixels()];
      green = new float[pixels()];
      blue = new float[pixels()];
    }
  }

  /**
   * Clips the picture to [0, 1] and writes it.
   *
   * @param out receives {@code [height, width, 3]}, row-major
   * @param offset index in {@code out} of the first value
   */
  public void clipAndCopy(float[] out, int offset) {
    clipInPlace(red, pixels());
    clipInPlace(green, pixels());
    clipInPlace(blue, pixels());
    interleave(red, green, blue, pixels(), out, offset);
  }

  private static void clipInPlace(float[] plane, int n) {
    for (int i = 0; i < n; i++) {
      plane[i] = Math.max(0f, Math.min(1f, plane[i]));
    }
  }

  private static void interleave(
      float[] red, float[] green, float[] blue, int n, float[] out, int offset) {
    for (int i = 0, at = offset; i < n; i++, at += 3) {
      out[at] = red[i];
      out[at + 1] = green[i];
      out[at + 2] = blue[i];
    }
  }

  /** Nearest value in [0, 1]. */
  static float clip(float value) {
    return Math.max(0f, Math.min(1f, value));
  }

  float[] red() {
    return red;
  }

  float[] green() {
    return green;
  }

  float[] blue() {
    return blue;
  }

  /** Plane 0 red, 1 green, 2 blue. */
  float[] plane(int channel) {
    return switch (channel) {
      case 0 -> red;
      case 1 -> green;
      case 2 -> blue;
      default -> throw new IllegalArgumentException("channel " + channel + " is not in 0..2");
    };
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int pixels() {
    return height * width;
  }
}
