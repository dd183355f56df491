package dev.byol.trainer.engine.onednn.batchnorm;

import dev.byol.trainer.engine.onednn.library.Aligned;
import dev.byol.trainer.engine.onednn.library.Element;
import dev.byol.trainer.engine.onednn.library.Native;
import dev.byol.trainer.engine.onednn.library.Scratch;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;

/**
 * Numbers of each channel that a batch norm exchanges with the library, in scratch memory.
 *
 * @param mean given, or that of a block
 * @param variance given, or that of a block
 * @param scale of the output
 * @param shift of the output
 * @param gradientSums sums of the output's gradient over a block
 * @param productSums sums over a block of the gradient times the normalised input
 * @param correctionScale of the gradient by way of the statistics
 * @param correctionShift of the gradient by way of the statistics
 */
record BatchNormVectors(
    Vector mean,
    Vector variance,
    Vector scale,
    Vector shift,
    Vector gradientSums,
    Vector productSums,
    Vector correctionScale,
    Vector correctionShift) {
  private static final int COUNT = 8;

  /** One number of each channel, as Java and as the library see it. */
  record Vector(FloatBuffer values, memory memory) {
    void set(float[] source) {
      values.put(0, source);
    }

    void get(float[] target) {
      values.get(0, target);
    }
  }

  static BatchNormVectors in(Scratch scratch, int channels) {
    Vector[] all = new Vector[COUNT];
    for (int i = 0; i < COUNT; i++) {
      long at = i * Aligned.up(channels);
      all[i] =
          new Vector(
              scratch.values(at, channels),
              scratch.memory(at, Native.vector(channels, Element.FLOAT32)));
    }
    return new BatchNormVectors(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
  }

  /** Float32 values that they take. */
  static long scratch(int channels) {
    return COUNT * Aligned.up(channels);
  }
}
