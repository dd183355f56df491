package dev.byol.trainer.collective.sum;

/**
 * How a long vector is cut: into one segment per rank, and each segment into the same number of
 * chunks; lengths differ by one element at most. Which segment an element lies in decides the order
 * of its summation, so both ways of all-reduce cut by this.
 */
public final class Segments {

  private final int elements;
  private final int worldSize;
  private final int chunks;

  /**
   * @param chunkElements the most elements of a chunk, at least 1
   */
  public Segments(int elements, int worldSize, int chunkElements) {
    this.elements = elements;
    this.worldSize = worldSize;
    chunks = Math.max(1, ceilDiv(ceilDiv(elements, worldSize), chunkElements));
  }

  /** Chunks of a segment, at least 1. */
  public int chunks() {
    return chunks;
  }

  /** First element of a chunk; that of chunk number {@link #chunks} is the end of the segment. */
  public int start(int segment, int chunk) {
    int start = part(elements, segment, worldSize);
    int length = part(elements, segment + 1, worldSize) - start;
    return start + part(length, chunk, chunks);
  }

  /** Elements of a chunk, which may be none. */
  public int length(int segment, int chunk) {
    return start(segment, chunk + 1) - start(segment, chunk);
  }

  /** Where part {@code index} starts when {@code length} is cut into {@code parts} even ones. */
  private static int part(int length, int index, int parts) {
    return (int) ((long) length * index / parts);
  }

  private static int ceilDiv(int a, int b) {
    return (int) (((long) a + b - 1) / b);
  }
}
