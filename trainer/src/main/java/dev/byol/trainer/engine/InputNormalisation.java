package dev.byol.trainer.engine;

/**
 * Pictures in [0, 1] with ImageNet's mean and standard deviation taken out, as the reference does
 * at the head of the network (utils/dataset.py, normalize_images). The definition; {@link Pictures}
 * of each engine compute it.
 */
public final class InputNormalisation {
  /** Channels of a picture: red, green, blue. */
  public static final int CHANNELS = 3;

  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  private InputNormalisation() {}

  /** One value of channel 0 (red), 1 (green) or 2 (blue). */
  public static double normalised(double value, int channel) {
    return (value - MEAN[channel]) / DEVIATION[channel];
  }

  /** What is taken off a channel, in [0, 1]. */
  public static double mean(int channel) {
    return MEAN[channel];
  }

  /** What a channel is then divided by. */
  public static double deviation(int channel) {
    return DEVIATION[channel];
  }
}
