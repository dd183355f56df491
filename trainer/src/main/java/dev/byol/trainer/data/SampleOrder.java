package dev.byol.trainer.data;

/**
 * The endless stream of samples of a run: position 0, 1, 2, … walks through one permutation of all
 * pictures an epoch. Epochs follow each other without a gap, so a batch may span two and none is
 * ragged (the reference's input repeats before it batches). A pure function of (seed, epoch), the
 * same for any number of workers and threads, in constant memory: the cursor of a run is one
 * number.
 *
 * <p>The permutation is a Feistel network over the smallest square power of two that holds the
 * pictures; positions that fall outside walk on (Black and Rogaway 2002, "Ciphers with Arbitrary
 * Finite Domains", cycle walking).
 *
 * @param seed of the run
 * @param size number of pictures, at least 1
 */
public record SampleOrder(long seed, int size) {
  private static final int ROUNDS = 8;

  /** With fewer bits a round has too few functions to choose from. */
  private static final int LEAST_HALF_BITS = 4;

  public SampleOrder {
    if (size < 1) {
      throw new IllegalArgumentException("size must be at least 1, got " + size);
    }
  }

  /** The epoch, from 0, that the sample at {@code position} belongs to. */
  public long epoch(long position) {
    return checked(position) / size;
  }

  /** The picture, 0 to size - 1, at {@code position} of the whole run. */
  public int index(long position) {
    long key = Mixing.mix(seed, epoch(position));
    int halfBits = Math.max(LEAST_HALF_BITS, (33 - Integer.numberOfLeadingZeros(size - 1)) / 2);
    long index = position % size;
    do {
      index = encrypt(index, key, halfBits);
    } while (index >= size);
    return (int) index;
  }

  private static long encrypt(long plain, long key, int halfBits) {
    long mask = (1L << halfBits) - 1;
    long left = plain >>> halfBits;
    long right = plain & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (Mixing.mix(key, right * ROUNDS + round) & mask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  private static long checked(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("position must not be negative, got " + position);
    }
    return position;
  }
}
