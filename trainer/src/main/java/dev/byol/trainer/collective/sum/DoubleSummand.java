package dev.byol.trainer.collective.sum;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;

/** A float64 vector. */
public final class DoubleSummand extends TiledSummand<DoubleBuffer, double[]> {

  /** Takes the elements from position to limit; the buffer's own marks stay as they are. */
  public DoubleSummand(DoubleBuffer buffer) {
    super(buffer.slice(), null, Double.BYTES);
  }

  /** Takes the elements from position to limit, in the buffer's byte order. */
  public DoubleSummand(ByteBuffer buffer) {
    super(buffer.slice().order(buffer.order()).asDoubleBuffer(), memory(buffer), Double.BYTES);
  }

  @Override
  double[] array(int length) {
    return new double[length];
  }

  @Override
  DoubleBuffer elements(ByteBuffer littleEndian) {
    return littleEndian.asDoubleBuffer();
  }

  @Override
  void read(DoubleBuffer source, int from, double[] into, int length) {
    source.get(from, into, 0, length);
  }

  @Override
  void write(DoubleBuffer target, int from, double[] values, int length) {
    target.put(from, values, 0, length);
  }

  @Override
  void add(double[] sum, double[] added, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += added[i];
    }
  }

  @Override
  void copy(DoubleBuffer source, int from, DoubleBuffer target, int at, int length) {
    target.put(at, source, from, length);
  }
}
