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

  /**
   * Whether a value is an activation of the convolutional part, before the mean over the image:
   * what an engine may keep in a shorter format.
   */
  public boolean isActivation(int value) {
    if (value == 0) {
      return nodes.stream()
          .anyMatch(node -> node instanceof Node.Convolution && node.inputs().contains(0));
    }
    Node producer = nodes.stream().filter(node -> node.output() == value).findFirst().orElseThrow();
    if (producer instanceof Node.Linear || producer instanceof Node.GlobalMean) {
      return false;
    }
    return producer instanceof Node.Convolution || isActivation(producer.inputs().get(0));
  }

  /** The batch norms, by their index. */
  public List<Node.BatchNorm> batchNorms() {
    return nodes.stream()
        .filter(Node.BatchNorm.class::isInstance)
        .map(Node.BatchNorm.class::cast)
        .toList();
  }
}
