package dev.byol.trainer.collective.sum;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** A float32 vector. */
public final class FloatSummand extends TiledSummand<FloatBuffer, float[]> {

  /** Takes the elements from position to limit; the buffer's own marks stay as they are. */
  public FloatSummand(FloatBuffer buffer) {
    super(buffer.slice(), null, Float.BYTES);
  }

  /** Takes the elements from position to limit, in the buffer's byte order. */
  public FloatSummand(ByteBuffer buffer) {
    super(buffer.slice().order(buffer.order()).asFloatBuffer(), memory(buffer), Float.BYTES);
  }

  @Override
  float[] array(int length) {
    return new float[length];
  }

  @Override
  FloatBuffer elements(ByteBuffer littleEndian) {
    return littleEndian.asFloatBuffer();
  }

  @Override
  void read(FloatBuffer source, int from, float[] into, int length) {
    source.get(from, into, 0, length);
  }

  @Override
  void write(FloatBuffer target, int from, float[] values, int length) {
    target.put(from, values, 0, length);
  }

  @Override
  void add(float[] sum, float[] added, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += added[i];
    }
  }

  @Override
  void copy(FloatBuffer source, int from, FloatBuffer target, int at, int length) {
    target.put(at, source, from, length);
  }
}
