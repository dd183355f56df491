package dev.byol.trainer.byol;

import dev.byol.trainer.engine.Tensor;

/**
 * Brings pictures in [0, 1] to ImageNet's mean and standard deviation on their way into a tensor,
 * which the reference does at the head of the network (utils/dataset.py, normalize_images).
 */
public final class InputNormalisation {
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  private double[] buffer = new double[0];

  /**
   * Writes pictures {@code from .. from + images - 1} of {@code source} to images {@code at …} of
   * {@code target}.
   *
   * @param source {@code [*, h, w, 3]} of the target's height and width
   */
  public void write(float[] source, int from, int images, Tensor target, int at) {
    int perImage = target.shape().size() / target.shape().n();
    if (buffer.length != images * perImage) {
      buffer = new double[images * perImage];
    }
    int start = from * perImage;
    for (int i = 0; i < buffer.length; i++) {
      buffer[i] = normalised(source[start + i], i % 3);
    }
    target.write(at, buffer);
  }

  /** One value of channel 0 (red), 1 (green) or 2 (blue). */
  public static double normalised(double value, int channel) {
    return (value - MEAN[channel]) / DEVIATION[channel];
  }
}
