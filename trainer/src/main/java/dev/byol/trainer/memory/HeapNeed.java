package dev.byol.trainer.memory;

/**
 * The Java heap of a worker, in bytes: batches that are being prepared, features of evaluations,
 * and pictures while they are decoded or because all fit.
 *
 * @param batches of training and of evaluation
 * @param features of the pictures that an evaluation looks at
 */
public record HeapNeed(long batches, long features) {
  /** Batches prepared ahead of a step, where they are small. */
  public static final int BATCHES_AHEAD = 3;

  private static final long MIB = 1L << 20;
  private static final long SMALL = 1024 * MIB;
  private static final int CHANNELS = 3;

  /** Decoded pictures that are kept, large pictures that are decoded, the program itself. */
  private static final long PICTURES = 512 * MIB;

  /** The same at the least: small pictures of which few are kept. */
  private static final long FEW_PICTURES = 32 * MIB;

  /** Of a machine, for one with room: a large picture is decoded without waiting. */
  private static final int SHARE_OF_MEMORY = 16;

  /**
   * Parts of a heap that old objects have for one of young ones: batches and features are old. Java
   * is started with it as {@code -XX:NewRatio}.
   */
  public static final int OLD_TO_YOUNG = 5;

  /** No heap is larger than such a part of the memory unless batches and features need it. */
  private static final int MOST_OF_MEMORY = 4;

  /**
   * Of a worker.
   *
   * @param localBatch pictures of its share of a step
   * @param imageSize rows and columns of a view
   * @param evaluationBatch pictures of a batch of evaluation
   * @param evaluated pictures whose features are taken
   * @param featureCount numbers of a picture as features: of a representation or of pixels
   */
  public static HeapNeed of(
      int localBatch, int imageSize, int evaluationBatch, long evaluated, int featureCount) {
    long view = (long) CHANNELS * imageSize * imageSize * Float.BYTES;
    long training = (batchesAhead(localBatch, imageSize) + 1) * 2L * view * localBatch;
    long evaluation = (BATCHES_AHEAD + 1) * view * evaluationBatch;
    // Twice: raw, and standardised for the probe.
    return new HeapNeed(training + evaluation, 2 * evaluated * featureCount * Float.BYTES);
  }

  /** Batches prepared ahead of a step: fewer when they are large, which no slow step needs. */
  public static int batchesAhead(int localBatch, int imageSize) {
    long batch = 2L * CHANNELS * imageSize * imageSize * Float.BYTES * localBatch;
    return (int) Math.max(1, Math.min(BATCHES_AHEAD, SMALL / batch - 1));
  }

  /** The least heap to work in. */
  public long least() {
    return (batches + features + FEW_PICTURES) / OLD_TO_YOUNG * (OLD_TO_YOUNG + 1);
  }

  /**
   * A fitting heap.
   *
   * @param memory what a worker may use in all
   */
  public long heap(long memory) {
    long wanted = batches + features + Math.max(PICTURES, memory / SHARE_OF_MEMORY);
    return Math.max(least(), Math.min(wanted, memory / MOST_OF_MEMORY));
  }
}
