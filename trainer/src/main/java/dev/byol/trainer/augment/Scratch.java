package dev.byol.trainer.augment;

/**
 * The buffers that a pipeline works in. Belongs to one thread: give every thread its own and reuse
 * it for every picture, of whatever size; it allocates only to grow.
 */
public final class Scratch {
  final Planes planes = new Planes();
  final AxisTaps rows = new AxisTaps();
  final AxisTaps columns = new AxisTaps();
  private float[] sourceRow = new float[0];
  private final float[][] resizedRows = new float[4][0];
  private float[] plane = new float[0];
  private float[] padded = new float[0];

  /** At least {@code size} floats, undefined contents. */
  float[] sourceRow(int size) {
    return sourceRow = grown(sourceRow, size);
  }

  /** One of four buffers of at least {@code size} floats that keep their contents. */
  float[] resizedRow(int slot, int size) {
    return resizedRows[slot] = grown(resizedRows[slot], size);
  }

  /** At least {@code size} floats, undefined contents. */
  float[] plane(int size) {
    return plane = grown(plane, size);
  }

  /** At least {@code size} floats, undefined contents. */
  float[] padded(int size) {
    return padded = grown(padded, size);
  }

  private static float[] grown(float[] buffer, int size) {
    return buffer.length >= size ? buffer : new float[size];
  }
}
