package dev.byol.trainer.augment;

/**
 * The buffers that a pipeline works in. Belongs to one thread: give every thread its own and reuse
 * it for every picture, of whatever size; it allocates only to grow.
 */
public final class Scratch {
  final Planes planes = new Planes();
  final AxisTaps rows = new AxisTaps();
  final AxisTaps columns = new AxisTaps();
  private final float[][] planeBuffers = new float[6][0];
  private final float[][] resizedRows = new float[12][0];
  private float[][] rowBuffers = new float[0][];
  private float[] sourceRow = new float[0];
  private float[] resultRow = new float[0];
  private float[] zeros = new float[0];

  /** One of six buffers of at least {@code size} floats, undefined contents. */
  float[] plane(int index, int size) {
    return planeBuffers[index] = grown(planeBuffers[index], size);
  }

  /** {@code height} buffers of at least {@code width} floats, undefined contents. */
  float[][] rowBuffers(int height, int width) {
    if (rowBuffers.length < height) {
      rowBuffers = new float[height][0];
    }
    for (int y = 0; y < height; y++) {
      rowBuffers[y] = grown(rowBuffers[y], width);
    }
    return rowBuffers;
  }

  /** At least {@code size} floats, undefined contents. */
  float[] sourceRow(int size) {
    return sourceRow = grown(sourceRow, size);
  }

  /** At least {@code size} floats, undefined contents. */
  float[] resultRow(int size) {
    return resultRow = grown(resultRow, size);
  }

  /** At least {@code size} zeros; never written. */
  float[] zeros(int size) {
    return zeros = grown(zeros, size);
  }

  /** The buffer of a source row (modulo 4) and a channel; keeps its contents. */
  float[] resizedRow(int row, int channel, int size) {
    int slot = 3 * (row & 3) + channel;
    return resizedRows[slot] = grown(resizedRows[slot], size);
  }

  private static float[] grown(float[] buffer, int size) {
    return buffer.length >= size ? buffer : new float[size];
  }
}
