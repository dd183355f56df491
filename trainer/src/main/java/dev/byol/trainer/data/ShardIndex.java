package dev.byol.trainer.data;

import java.util.Arrays;

/** Where each picture of a set of shards lies: about 20 bytes a picture, and its key. */
final class ShardIndex {
  /** In place of a label that was written but cannot be used. */
  static final int BAD_LABEL = -2;

  private final NamePool keys = new NamePool();
  private int[] shards = new int[64];
  private long[] offsets = new long[64];
  private int[] lengths = new int[64];
  private int[] labels = new int[64];
  private int size;

  /**
   * @param offset first byte of the picture in its shard
   * @param label class, {@link PictureSource#NO_LABEL}, or {@link #BAD_LABEL}
   */
  void add(int shard, String key, long offset, int length, int label) {
    if (size == shards.length) {
      int larger = 2 * size;
      shards = Arrays.copyOf(shards, larger);
      offsets = Arrays.copyOf(offsets, larger);
      lengths = Arrays.copyOf(lengths, larger);
      labels = Arrays.copyOf(labels, larger);
    }
    keys.add(key);
    shards[size] = shard;
    offsets[size] = offset;
    lengths[size] = length;
    labels[size++] = label;
  }

  /** Adds all of another index, as shard {@code shard}. */
  void addAll(int shard, ShardIndex other) {
    for (int i = 0; i < other.size; i++) {
      add(shard, other.key(i), other.offsets[i], other.lengths[i], other.labels[i]);
    }
  }

  /** Gives a picture another label. */
  void setLabel(int index, int label) {
    labels[index] = label;
  }

  int size() {
    return size;
  }

  int shard(int index) {
    return shards[index];
  }

  long offset(int index) {
    return offsets[index];
  }

  int length(int index) {
    return lengths[index];
  }

  int label(int index) {
    return labels[index];
  }

  String key(int index) {
    return keys.get(index);
  }
}
