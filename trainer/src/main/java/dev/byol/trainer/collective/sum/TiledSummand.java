package dev.byol.trainer.collective.sum;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What vectors of both element types have in common: they are added tile by tile, in plain arrays,
 * since loops over direct buffers are not vectorised on every Java version.
 *
 * @param <V> buffers of the elements
 * @param <A> arrays of them
 */
abstract class TiledSummand<V extends Buffer, A> implements Summand {

  /** Bytes added at a time: three such arrays stay in the first-level cache. */
  private static final int TILE_BYTES = 4096;

  private final V vector;

  /** The memory of the vector, or null. */
  private final ByteBuffer memory;

  private final int width;
  private final int tile;
  private final A ours;
  private final A theirs;

  TiledSummand(V vector, ByteBuffer memory, int width) {
    this.vector = vector;
    this.memory = memory;
    this.width = width;
    tile = Math.max(1, Math.min(TILE_BYTES / width, vector.capacity()));
    ours = array(tile);
    theirs = array(tile);
  }

  /** An array of so many elements. */
  abstract A array(int length);

  /** Little-endian bytes as elements. */
  abstract V elements(ByteBuffer littleEndian);

  abstract void read(V source, int from, A into, int length);

  abstract void write(V target, int from, A values, int length);

  /** Adds to each element of {@code sum} that of {@code added}. */
  abstract void add(A sum, A added, int length);

  abstract void copy(V source, int from, V target, int at, int length);

  /** The bytes to send from and receive into: null unless they lie there as little-endian ones. */
  static ByteBuffer memory(ByteBuffer buffer) {
    return buffer.isDirect() && buffer.order() == ByteOrder.LITTLE_ENDIAN ? buffer.slice() : null;
  }

  @Override
  public final int elements() {
    return vector.capacity();
  }

  @Override
  public final int width() {
    return width;
  }

  @Override
  public final ByteBuffer bytes(int from, int count) {
    return memory == null ? null : memory.slice(from * width, count * width);
  }

  @Override
  public final void copyTo(ByteBuffer target, int from, int count) {
    target.clear().limit(count * width);
    copy(vector, from, view(target), 0, count);
  }

  @Override
  public final void copyFrom(ByteBuffer source, int from, int count) {
    copy(view(source), 0, vector, from, count);
  }

  @Override
  public final void addFrom(ByteBuffer source, int from, int count) {
    V added = view(source);
    for (int done = 0; done < count; done += tile) {
      int length = Math.min(tile, count - done);
      read(vector, from + done, ours, length);
      read(added, done, theirs, length);
      add(ours, theirs, length);
      write(vector, from + done, ours, length);
    }
  }

  @Override
  public final void sum(SummationOrder order, ByteBuffer[] others, int own, int from, int count) {
    int ranks = order.ranks();
    List<V> vectors = new ArrayList<>();
    List<A> tiles = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      vectors.add(rank == own ? vector : view(others[rank]));
      tiles.add(array(tile));
    }
    for (int done = 0; done < count; done += tile) {
      int length = Math.min(tile, count - done);
      for (int rank = 0; rank < ranks; rank++) {
        read(vectors.get(rank), rank == own ? from + done : done, tiles.get(rank), length);
      }
      for (int step = 0; step < ranks - 1; step++) {
        add(tiles.get(order.into(step)), tiles.get(order.added(step)), length);
      }
      write(vector, from + done, tiles.get(order.result()), length);
    }
  }

  private V view(ByteBuffer bytes) {
    return elements(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(0));
  }
}
