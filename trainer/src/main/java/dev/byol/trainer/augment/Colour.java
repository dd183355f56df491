package dev.byol.trainer.augment;

/**
 * The colour transforms of augmentations.py, each followed by the clip to [0, 1] that the reference
 * applies after it. Pictures must come in with values in [0, 1].
 *
 * <p>Saturation works in HSV without going there: with v the largest colour of a pixel, scaling the
 * saturation moves every colour linearly towards or away from v. Selections are written as minima
 * and maxima, which the JIT turns into vector instructions, where branches would not be. The hue is
 * {@link Hue}'s.
 */
public final class Colour {
  private static final float GREY_RED = 0.2989f;
  private static final float GREY_GREEN = 0.5870f;
  private static final float GREY_BLUE = 0.1140f;

  private Colour() {}

  /** Adds {@code delta} to every value. */
  public static void brightnessInPlace(Planes planes, float delta) {
    for (int c = 0; c < 3; c++) {
      scaleAndShift(planes.plane(c), planes.pixels(), 0, 1, delta);
    }
  }

  /** Moves every value away from the mean of its own channel by {@code factor}. */
  public static void contrastInPlace(Planes planes, float factor) {
    for (int c = 0; c < 3; c++) {
      float mean = mean(planes.plane(c), planes.pixels());
      scaleAndShift(planes.plane(c), planes.pixels(), mean, factor, mean);
    }
  }

  /** Multiplies the HSV saturation by {@code factor} and clips it to [0, 1]. */
  public static void saturationInPlace(Planes planes, float factor) {
    float[] red = planes.red();
    float[] green = planes.green();
    float[] blue = planes.blue();
    int n = planes.pixels();
    for (int i = 0; i < n; i++) {
      float r = red[i];
      float g = green[i];
      float b = blue[i];
      float v = Math.max(Math.max(r, g), b);
      float range = v - Math.min(Math.min(r, g), b);
      float k = Math.max(0f, Math.min(factor, v / Math.max(range, Float.MIN_NORMAL)));
      red[i] = Math.max(0f, v - (v - r) * k);
      green[i] = Math.max(0f, v - (v - g) * k);
      blue[i] = Math.max(0f, v - (v - b) * k);
    }
  }

  /** Replaces all three colours by the grey value; its weights sum to 0.9999, as published. */
  public static void greyInPlace(Planes planes) {
    float[] red = planes.red();
    float[] green = planes.green();
    float[] blue = planes.blue();
    int n = planes.pixels();
    for (int i = 0; i < n; i++) {
      float grey = GREY_RED * red[i] + GREY_GREEN * green[i] + GREY_BLUE * blue[i];
      red[i] = grey;
      green[i] = grey;
      blue[i] = grey;
    }
  }

  /** Inverts every value from 0.5 up: {@code x < 0.5 ? x : 1 - x}, which is the smaller of both. */
  public static void solarizeInPlace(Planes planes) {
    for (int c = 0; c < 3; c++) {
      float[] plane = planes.plane(c);
      int n = planes.pixels();
      for (int i = 0; i < n; i++) {
        plane[i] = Math.min(plane[i], 1f - plane[i]);
      }
    }
  }

  private static void scaleAndShift(float[] plane, int n, float centre, float factor, float shift) {
    for (int i = 0; i < n; i++) {
      plane[i] = Math.max(0f, Math.min(1f, factor * (plane[i] - centre) + shift));
    }
  }

  private static float mean(float[] plane, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += plane[i];
      b += plane[i + 1];
      c += plane[i + 2];
      d += plane[i + 3];
    }
    for (; i < n; i++) {
      a += plane[i];
    }
    return (float) ((a + b + c + d) / n);
  }
}
