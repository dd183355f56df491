package dev.byol.trainer.byol;

import dev.byol.trainer.engine.update.GradientBucket;
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

  private GradientBuckets() {}

  /**
   * Cuts; the pieces are in the order of their readiness.
   *
   * @param nodes layers in forward order
   * @param length values of the flat gradient; those of no layer are final before the pass begins
   * @param fewest values of a bucket, but of the last
   */
  static List<GradientBucket> of(List<Node> nodes, long length, long fewest) {
    long[] floors = floors(nodes);
    List<GradientBucket> buckets = new ArrayList<>();
    long to = length;
    for (int layer = nodes.size() - 1; layer >= 0; layer--) {
      // Only where the lanes meet anyway do all of them know that the others are as far.
      if (nodes.get(layer) instanceof Node.BatchNorm && to - floors[layer] >= fewest) {
        buckets.add(new GradientBucket(layer, floors[layer], to));
        to = floors[layer];
      }
    }
    if (to > 0) {
      buckets.add(new GradientBucket(GradientBucket.WHEN_THROUGH, 0, to));
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
