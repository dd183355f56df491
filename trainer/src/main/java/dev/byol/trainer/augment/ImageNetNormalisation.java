package dev.byol.trainer.augment;

/**
 * Normalisation by the mean and standard deviation of ImageNet (dataset.py, {@code
 * normalize_images}). The networks do this to their inputs; no pipeline here does.
 */
public final class ImageNetNormalisation {
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STANDARD_DEVIATION = {0.229f, 0.224f, 0.225f};

  private ImageNetNormalisation() {}

  /** Mean of red (0), green (1), blue (2). */
  public static float mean(int channel) {
    return MEAN[channel];
  }

  /** Standard deviation of red (0), green (1), blue (2). */
  public static float standardDeviation(int channel) {
    return STANDARD_DEVIATION[channel];
  }

  /** Normalises {@code [..., 3]} float32 pictures in [0, 1], row-major. */
  public static void inPlace(float[] images) {
    for (int i = 0; i < images.length; i++) {
      int channel = i % 3;
      images[i] = (images[i] - MEAN[channel]) / STANDARD_DEVIATION[channel];
    }
  }
}
