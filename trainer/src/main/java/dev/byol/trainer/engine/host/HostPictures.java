package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.InputNormalisation;
import dev.byol.trainer.engine.Pictures;
import dev.byol.trainer.engine.Tensor;
import java.nio.FloatBuffer;

/**
 * Pictures into a tensor on the host, a chunk at a time through arrays in the first-level cache.
 */
final class HostPictures implements Pictures {
  /** Whole pixels, so that each chunk begins with the same channel. */
  private static final int CHUNK = 256 * InputNormalisation.CHANNELS;

  private final HostTensor target;
  private final int perImage;
  private final float[] taken = new float[CHUNK];
  private final double[] normalised = new double[CHUNK];
  private final double[] mean = new double[CHUNK];
  private final double[] deviation = new double[CHUNK];

  HostPictures(Tensor target) {
    if (target.shape().c() != InputNormalisation.CHANNELS) {
      throw new IllegalArgumentException(
          "pictures have %d channels, the tensor has %s"
              .formatted(InputNormalisation.CHANNELS, target.shape()));
    }
    this.target = (HostTensor) target;
    this.perImage = target.shape().size() / target.shape().n();
    for (int i = 0; i < CHUNK; i++) {
      mean[i] = InputNormalisation.mean(i % InputNormalisation.CHANNELS);
      deviation[i] = InputNormalisation.deviation(i % InputNormalisation.CHANNELS);
    }
  }

  @Override
  public void take(FloatBuffer unitRange, int from, int images, int at) {
    int values = images * perImage;
    for (int done = 0; done < values; done += CHUNK) {
      int n = Math.min(CHUNK, values - done);
      unitRange.get(from * perImage + done, taken, 0, n);
      for (int i = 0; i < n; i++) {
        normalised[i] = (taken[i] - mean[i]) / deviation[i];
      }
      target.put(at * perImage + done, normalised, n);
    }
  }
}
