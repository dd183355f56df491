package dev.byol.trainer.augment;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Every transform as its plain definition: augmentations.py line by line, in double, on {@code [H,
 * W, 3]}. Slow and obvious; what the fast ones are measured against.
 */
public final class PlainTransforms {
  private PlainTransforms() {}

  public static double clip(double x) {
    return Math.max(0, Math.min(1, x));
  }

  public static double[] map(double[] image, DoubleUnaryOperator f) {
    return Arrays.stream(image).map(f).toArray();
  }

  public static double[] contrast(double[] image, double factor) {
    double[] mean = new double[3];
    for (int i = 0; i < image.length; i++) {
      mean[i % 3] += image[i] / (image.length / 3);
    }
    double[] out = new double[image.length];
    for (int i = 0; i < image.length; i++) {
      out[i] = factor * (image[i] - mean[i % 3]) + mean[i % 3];
    }
    return out;
  }

  public static double[] saturation(double[] image, double factor) {
    double[] hsv = rgbToHsv(image);
    for (int i = 1; i < hsv.length; i += 3) {
      hsv[i] = clip(hsv[i] * factor);
    }
    return hsvToRgb(hsv);
  }

  public static double[] hue(double[] image, double delta) {
    double[] hsv = rgbToHsv(image);
    for (int i = 0; i < hsv.length; i += 3) {
      hsv[i] = modulo(hsv[i] + delta, 1);
    }
    return hsvToRgb(hsv);
  }

  public static double[] rgbToHsv(double[] image) {
    double[] out = new double[image.length];
    for (int i = 0; i < image.length; i += 3) {
      double r = image[i];
      double g = image[i + 1];
      double b = image[i + 2];
      double v = Math.max(Math.max(r, g), b);
      double range = v - Math.min(Math.min(r, g), b);
      double norm = range != 0 ? 1 / (6 * range) : 1e9;
      double hue;
      if (r == v) {
        hue = norm * (g - b);
      } else if (g == v) {
        hue = norm * (b - r) + 2 / 6.0;
      } else {
        hue = norm * (r - g) + 4 / 6.0;
      }
      hue *= range > 0 ? 1 : 0;
      hue += hue < 0 ? 1 : 0;
      out[i] = hue;
      out[i + 1] = v > 0 ? range / v : 0;
      out[i + 2] = v;
    }
    return out;
  }

  public static double[] hsvToRgb(double[] hsv) {
    double[] out = new double[hsv.length];
    for (int i = 0; i < hsv.length; i += 3) {
      double c = hsv[i + 1] * hsv[i + 2];
      double m = hsv[i + 2] - c;
      double dh = modulo(hsv[i], 1) * 6;
      double x = c * (1 - Math.abs(modulo(dh, 2) - 1));
      double[][] sectors = {{c, x, 0}, {x, c, 0}, {0, c, x}, {0, x, c}, {x, 0, c}, {c, 0, x}};
      double[] rgb = sectors[(int) Math.floor(dh)];
      for (int k = 0; k < 3; k++) {
        out[i + k] = rgb[k] + m;
      }
    }
    return out;
  }

  public static double[] grey(double[] image) {
    double[] out = new double[image.length];
    for (int i = 0; i < image.length; i++) {
      int pixel = i - i % 3;
      out[i] = 0.2989 * image[pixel] + 0.5870 * image[pixel + 1] + 0.1140 * image[pixel + 2];
    }
    return out;
  }

  public static double[] solarize(double[] image) {
    return map(image, x -> x < 0.5 ? x : 1 - x);
  }

  public static double[] flip(double[] image, int height, int width) {
    double[] out = new double[image.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        System.arraycopy(image, 3 * (y * width + x), out, 3 * (y * width + width - 1 - x), 3);
      }
    }
    return out;
  }

  public static double[] blur(double[] image, int height, int width, int radius, double sigma) {
    double[] kernel = new double[2 * radius + 1];
    for (int t = -radius; t <= radius; t++) {
      kernel[t + radius] = Math.exp(-t * t / (2 * sigma * sigma));
    }
    double sum = Arrays.stream(kernel).sum();
    double[] rows = new double[image.length];
    double[] out = new double[image.length];
    for (int i = 0; i < image.length; i++) {
      int x = i / 3 % width;
      for (int t = -radius; t <= radius; t++) {
        if (x + t >= 0 && x + t < width) {
          rows[i] += kernel[t + radius] / sum * image[i + 3 * t];
        }
      }
    }
    for (int i = 0; i < image.length; i++) {
      int y = i / 3 / width;
      for (int t = -radius; t <= radius; t++) {
        if (y + t >= 0 && y + t < height) {
          out[i] += kernel[t + radius] / sum * rows[i + 3 * width * t];
        }
      }
    }
    return out;
  }

  /** tf.image.resize(crop, [size, size], BICUBIC), all sixteen taps of every output at once. */
  public static double[] resize(RgbImage image, CropBox crop, int size) {
    double[] out = new double[3 * size * size];
    for (int i = 0; i < out.length; i++) {
      double[] down = axis(crop.height(), size, i / 3 / size);
      double[] across = axis(crop.width(), size, i / 3 % size);
      for (int y = 0; y < crop.height(); y++) {
        for (int x = 0; x < crop.width(); x++) {
          int at = 3 * ((crop.top() + y) * image.width() + crop.left() + x) + i % 3;
          out[i] += down[y] * across[x] * (image.pixels()[at] & 0xFF);
        }
      }
    }
    return out;
  }

  /** The weight of every source position for one output position. */
  private static double[] axis(int from, int to, int output) {
    float position = (output + 0.5f) * ((float) from / to) - 0.5f;
    int below = (int) Math.floor(position);
    double distance = Math.rint((position - below) * 1024f) / 1024;
    double[] weights = new double[from];
    for (int i = Math.max(0, below - 1); i <= Math.min(from - 1, below + 2); i++) {
      weights[i] = keys(Math.abs(below + distance - i));
    }
    double sum = Arrays.stream(weights).sum();
    return map(weights, w -> w / sum);
  }

  private static double keys(double x) {
    return x <= 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
  }

  private static double modulo(double x, double m) {
    return x - m * Math.floor(x / m);
  }
}
