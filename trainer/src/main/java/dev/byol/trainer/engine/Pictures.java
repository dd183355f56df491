package dev.byol.trainer.engine;

import java.nio.FloatBuffer;

/**
 * Where pictures enter a tensor: brought to ImageNet's mean and standard deviation ({@link
 * InputNormalisation}) and to the tensor's format on their way.
 */
public interface Pictures {
  /**
   * Overwrites images {@code at .. at + images - 1} of the tensor.
   *
   * @param unitRange pictures {@code [*, h, w, 3]} in [0, 1] of the tensor's height and width, from
   *     index 0 on; read by the time this returns
   * @param from first picture to take
   */
  void take(FloatBuffer unitRange, int from, int images, int at);
}
