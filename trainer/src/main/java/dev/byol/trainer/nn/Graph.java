package dev.byol.trainer.nn;

import dev.byol.trainer.engine.Shape;
import java.util.List;

/**
 * A network without memory: its layers in the order in which they run.
 *
 * @param nodes in topological order
 * @param values shape of each value for one image; value 0 is the input
 */
public record Graph(List<Node> nodes, List<Shape> values) {
  public Graph {
    nodes = List.copyOf(nodes);
    values = List.copyOf(values);
  }

  /** The layers up to the one that makes {@code value}, that one included. */
  public Graph upTo(int value) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).output() == value) {
        return new Graph(nodes.subList(0, i + 1), values);
      }
    }
    throw new IllegalArgumentException("no layer makes value " + value);
  }

  /** The batch norms, by their index. */
  public List<Node.BatchNorm> batchNorms() {
    return nodes.stream()
        .filter(Node.BatchNorm.class::isInstance)
        .map(Node.BatchNorm.class::cast)
        .toList();
  }
}
