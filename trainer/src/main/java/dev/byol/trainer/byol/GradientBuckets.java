package dev.byol.trainer.byol;

import dev.byol.trainer.nn.Node;
import dev.byol.trainer.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * How the flat gradient is cut into pieces that can be summed over workers while the backward pass
 * still runs. It goes from the last layer to the first, so a piece is ready when the pass has come
 * down to some layer; the pieces depend on the network alone, hence so do the bits of their sums.
 */
final class GradientBuckets {

  /** {@link Bucket#layer} of the last bucket, which is ready when the pass is through. */
  static final int WHEN_THROUGH = -1;

  private GradientBuckets() {}

  /**
   * Values of the flat gradient, in the order of their readiness.
   *
   * @param layer the batch norm at whose sums this is final, {@link #WHEN_THROUGH} for the last
   * @param from first value
   * @param to behind the last value
   */
  record Bucket(int layer, long from, long to) {}

  /**
   * Cuts.
   *
   * @param nodes layers in forward order
   * @param length values of the flat gradient; those of no layer are final before the pass begins
   * @param fewest values of a bucket, but of the last
   */
  static List<Bucket> of(List<Node> nodes, long length, long fewest) {
    long[] floors = floors(nodes);
    List<Bucket> buckets = new ArrayList<>();
    long to = length;
    for (int layer = nodes.size() - 1; layer >= 0; layer--) {
      // Only where the lanes meet anyway do all of them know that the others are as far.
      if (nodes.get(layer) instanceof Node.BatchNorm && to - floors[layer] >= fewest) {
        buckets.add(new Bucket(layer, floors[layer], to));
        to = floors[layer];
      }
    }
    if (to > 0) {
      buckets.add(new Bucket(WHEN_THROUGH, 0, to));
    }
    return List.copyOf(buckets);
  }

  /** For each layer, where the values end that layers before it still write. */
  private static long[] floors(List<Node> nodes) {
    long[] floors = new long[nodes.size()];
    long end = 0;
    for (int layer = 0; layer < floors.length; layer++) {
      floors[layer] = end;
      for (Parameter parameter : nodes.get(layer).parameters()) {
        end = Math.max(end, parameter.offset() + parameter.size());
      }
    }
    return floors;
  }
}
