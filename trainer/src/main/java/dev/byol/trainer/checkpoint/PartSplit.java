package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which rank writes which tensors: whole tensors, the bytes balanced, the same on every rank. */
public final class PartSplit {
  private PartSplit() {}

  /**
   * The share of one rank. Every tensor is in exactly one share; the largest goes first, each to
   * the rank with the fewest bytes so far, so no share exceeds the mean by more than one tensor.
   *
   * @param tensors all of the checkpoint, on every rank the same ones, in any order
   * @param rank 0 to {@code worldSize - 1}
   * @param worldSize at least 1
   */
  public static List<TensorInfo> share(List<TensorInfo> tensors, int rank, int worldSize) {
    if (rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException("rank %d of %d workers".formatted(rank, worldSize));
    }
    List<TensorInfo> ordered = new ArrayList<>(tensors);
    ordered.sort(
        Comparator.comparingInt((TensorInfo t) -> -t.bytes()).thenComparing(TensorInfo::name));
    long[] load = new long[worldSize];
    List<TensorInfo> share = new ArrayList<>();
    for (TensorInfo tensor : ordered) {
      int least = 0;
      for (int r = 1; r < worldSize; r++) {
        least = load[r] < load[least] ? r : least;
      }
      load[least] += tensor.bytes();
      if (least == rank) {
        share.add(tensor);
      }
    }
    share.sort(Comparator.comparing(TensorInfo::name));
    return share;
  }
}
