package dev.byol.trainer.collective;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The ranks of one generation, as seen by one of them.
 *
 * <p>Every rank calls the same operations in the same order with the same sizes; a rank that does
 * not is named in the {@link PeerLostException} that all get. Operations are called by one thread
 * at a time; {@link #abort} and {@link #close} by any. Buffers are read and written from position
 * to limit, and keep both; they may be direct or on the heap, in any byte order, and belong to the
 * caller. After an exception the content of a buffer is undefined, and every later operation throws
 * the same: form a new generation.
 *
 * <p>A peer may compute for as long as it likes between two operations; it is its silence (no
 * heartbeat, see {@link Bounds}) or a closed connection that aborts the generation.
 */
public interface Collective extends AutoCloseable {

  /** Index of this member, 0 to {@code worldSize() - 1}. */
  int rank();

  /** Number of members, at least 1. */
  int worldSize();

  /** Number of the generation that every frame carries. */
  long generation();

  /** How sums travel and why, a clause for the log: {@code over TCP: rank 1 is told to use TCP}. */
  String transport();

  /**
   * The same ranks once more, for operations that run beside this one's on another thread: neither
   * waits for the other. Ends when this one does, and cannot be closed by itself; what is lost or
   * aborted is so for both.
   */
  Collective beside();

  /**
   * Names what the caller is about to do, such as {@code gradients of step 12}, for the sentence of
   * a {@link PeerLostException}. Stays until the next call; nothing is sent.
   */
  void describe(String activity);

  /**
   * Replaces each element by its sum over all ranks. The order of the summation depends on the
   * world size and the length alone: the result has the same bits on every rank and in every run
   * (but for the payload of a NaN).
   *
   * @param inPlace float32, any length that all ranks share
   * @throws PeerLostException when a member is lost, or aborted, before this rank had its result
   */
  void allReduceSum(FloatBuffer inPlace);

  /** As {@link #allReduceSum(FloatBuffer)}, in float64. */
  void allReduceSum(DoubleBuffer inPlace);

  /**
   * As {@link #allReduceSum(FloatBuffer)} or {@link #allReduceSum(DoubleBuffer)}, of bytes in the
   * buffer's order. A direct little-endian buffer is sent from where it lies, without a copy.
   *
   * @param inPlace whole elements from position to limit
   */
  void allReduceSum(ByteBuffer inPlace, Element element);

  /**
   * Replaces the bytes on every rank by those of {@code root}.
   *
   * @param root 0 to {@code worldSize() - 1}
   * @throws PeerLostException as all-reduce
   */
  void broadcast(ByteBuffer inPlace, int root);

  /**
   * Returns once every rank has called it with the same name.
   *
   * @param name up to {@value DisseminationBarrier#MAX_NAME_BYTES} bytes of UTF-8
   * @throws PeerLostException as all-reduce
   */
  void barrier(String name);

  /**
   * Collects one byte string per rank; their lengths may differ.
   *
   * @param mine the share of this rank, not kept
   * @param maxBytes longest share allowed, the same on every rank; bounds what is allocated
   * @return the shares in the order of the ranks
   * @throws PeerLostException as all-reduce
   */
  List<byte[]> allGather(byte[] mine, int maxBytes);

  /**
   * Gives the generation up on every rank: operations in progress and to come throw {@link
   * PeerLostException} with this rank and reason. Callable from any thread; does not wait.
   */
  void abort(String reason);

  /**
   * Leaves. Peers that still need this rank get a {@link PeerLostException}. Waits at most {@link
   * Bounds#closeGrace} for the last control messages; afterwards no thread and no socket is left.
   */
  @Override
  void close();
}
