package dev.byol.trainer.collective.sum;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;

/** A float64 vector. */
public final class DoubleSummand implements Summand {

  /** Elements added at a time: three such arrays stay in the first-level cache. */
  private static final int TILE = 512;

  private final DoubleBuffer vector;

  /** The memory of the vector, or null. */
  private final ByteBuffer memory;

  private final double[] ours;
  private final double[] theirs;

  /** Takes the elements from position to limit; the buffer's own marks stay as they are. */
  public DoubleSummand(DoubleBuffer buffer) {
    this(buffer.slice(), null);
  }

  /** Takes the elements from position to limit, in the buffer's byte order. */
  public DoubleSummand(ByteBuffer buffer) {
    this(
        buffer.slice().order(buffer.order()).asDoubleBuffer(),
        buffer.isDirect() && buffer.order() == ByteOrder.LITTLE_ENDIAN ? buffer.slice() : null);
  }

  private DoubleSummand(DoubleBuffer vector, ByteBuffer memory) {
    this.vector = vector;
    this.memory = memory;
    ours = new double[Math.min(TILE, vector.capacity())];
    theirs = new double[ours.length];
  }

  @Override
  public int elements() {
    return vector.capacity();
  }

  @Override
  public int width() {
    return Double.BYTES;
  }

  @Override
  public ByteBuffer bytes(int from, int count) {
    return memory == null ? null : memory.slice(from * Double.BYTES, count * Double.BYTES);
  }

  @Override
  public void copyTo(ByteBuffer target, int from, int count) {
    target.clear().limit(count * Double.BYTES);
    view(target).put(0, vector, from, count);
  }

  @Override
  public void copyFrom(ByteBuffer source, int from, int count) {
    vector.put(from, view(source), 0, count);
  }

  @Override
  public void addFrom(ByteBuffer source, int from, int count) {
    DoubleBuffer added = view(source);
    // Plain arrays, since loops over direct buffers are not vectorised on every Java version.
    for (int done = 0; done < count; done += TILE) {
      int length = Math.min(TILE, count - done);
      vector.get(from + done, ours, 0, length);
      added.get(done, theirs, 0, length);
      add(ours, theirs, length);
      vector.put(from + done, ours, 0, length);
    }
  }

  @Override
  public void sum(SummationOrder order, ByteBuffer[] others, int own, int from, int count) {
    int ranks = order.ranks();
    DoubleBuffer[] vectors = new DoubleBuffer[ranks];
    double[][] tiles = new double[ranks][ours.length];
    for (int rank = 0; rank < ranks; rank++) {
      vectors[rank] = rank == own ? vector : view(others[rank]);
    }
    for (int done = 0; done < count; done += TILE) {
      int length = Math.min(TILE, count - done);
      for (int rank = 0; rank < ranks; rank++) {
        vectors[rank].get(rank == own ? from + done : done, tiles[rank], 0, length);
      }
      for (int step = 0; step < ranks - 1; step++) {
        add(tiles[order.into(step)], tiles[order.added(step)], length);
      }
      vector.put(from + done, tiles[order.result()], 0, length);
    }
  }

  private static void add(double[] sum, double[] added, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += added[i];
    }
  }

  private static DoubleBuffer view(ByteBuffer bytes) {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(0).asDoubleBuffer();
  }
}
