package dev.byol.trainer.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Many short strings in little memory: UTF-8 in chunks, one long each for where it starts. A
 * million names of 20 bytes take 28 MB where a list of strings takes about 80.
 */
final class NamePool {
  private static final int CHUNK = 1 << 20;

  private byte[][] chunks = new byte[4][];
  private int chunkCount;
  private int used = CHUNK;
  private long[] starts = new long[64];
  private int[] lengths = new int[64];
  private int size;

  void add(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, CHUNK);
    if (used + length > CHUNK) {
      if (chunkCount == chunks.length) {
        chunks = Arrays.copyOf(chunks, 2 * chunkCount);
      }
      chunks[chunkCount++] = new byte[CHUNK];
      used = 0;
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
    }
    System.arraycopy(bytes, 0, chunks[chunkCount - 1], used, length);
    starts[size] = (long) (chunkCount - 1) * CHUNK + used;
    lengths[size++] = length;
    used += length;
  }

  String get(int index) {
    return new String(
        chunks[(int) (starts[index] / CHUNK)],
        (int) (starts[index] % CHUNK),
        lengths[index],
        StandardCharsets.UTF_8);
  }

  int size() {
    return size;
  }
}
