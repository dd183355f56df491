package dev.byol.trainer.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where each tensor of a step lies in one arena, decided once: greedy by size, each at the lowest
 * offset at which no tensor alive at the same time lies (Pisarchyk and Lee, "Efficient Memory
 * Management for Deep Neural Net Inference", 2020, greedy by size).
 *
 * @param offsets first value of each request, in the order of the requests
 * @param total values that the arena holds
 */
public record MemoryPlan(List<Long> offsets, long total) {
  /** Every tensor starts at a multiple of this many values: a cache line of float32. */
  public static final int ALIGNMENT = 16;

  /**
   * One tensor to place.
   *
   * @param size number of values
   * @param lifetime when it is needed
   */
  public record Request(long size, Lifetime lifetime) {}

  private record Placed(long from, long to, Lifetime lifetime) {}

  public MemoryPlan {
    offsets = List.copyOf(offsets);
  }

  /** Places {@code requests}; the result depends on their order and values alone. */
  public static MemoryPlan of(List<Request> requests) {
    Long[] offsets = new Long[requests.size()];
    List<Placed> placed = new ArrayList<>();
    long total = 0;
    List<Integer> largestFirst =
        IntStream.range(0, requests.size())
            .boxed()
            .sorted(Comparator.comparingLong((Integer i) -> -requests.get(i).size()))
            .toList();
    for (int i : largestFirst) {
      Request request = requests.get(i);
      long size = (request.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      long offset = 0;
      for (Placed other : placed) {
        if (offset + size <= other.from()) {
          break;
        }
        if (other.lifetime().meets(request.lifetime())) {
          offset = Math.max(offset, other.to());
        }
      }
      offsets[i] = offset;
      Placed mine = new Placed(offset, offset + size, request.lifetime());
      int position = 0;
      while (position < placed.size() && placed.get(position).from() <= offset) {
        position++;
      }
      placed.add(position, mine);
      total = Math.max(total, mine.to());
    }
    return new MemoryPlan(List.of(offsets), total);
  }
}
