package dev.byol.trainer.checkpoint;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The ranks that load a checkpoint together, as seen by one of them. All make the same calls in the
 * same order; a rank that is lost is an exception on all others.
 */
public interface Peers {
  /** 0 to {@code count() - 1}. */
  int rank();

  /** At least 1. */
  int count();

  /** Replaces the bytes from position to limit on every rank by those of {@code root}. */
  void broadcast(ByteBuffer inPlace, int root);

  /**
   * Collects one byte string of each rank, in the order of the ranks.
   *
   * @param maxBytes longest allowed
   */
  List<byte[]> allGather(byte[] mine, int maxBytes);
}
