package dev.byol.trainer.nn;

import dev.byol.trainer.engine.Lifetime;
import java.util.List;
import java.util.Set;

/**
 * When the values of a graph and their gradients are needed within a step. Layer {@code i} runs
 * forward at tick {@code i}; the loss at tick {@code horizon}; layer {@code i} runs backward at
 * {@code 2 * horizon - i}.
 *
 * @param horizon tick of the loss; at least the number of layers
 * @param kept values that are read at the tick of the loss, and whose gradients it writes
 */
record StepTicks(Graph graph, int horizon, Set<Integer> kept) {
  /** Of a value that the backward pass reads too. */
  Lifetime trained(int value) {
    int producer = producer(value);
    return new Lifetime(producer, 2 * horizon - producer);
  }

  /** Of a value that the forward pass alone reads. */
  Lifetime passing(int value) {
    return new Lifetime(producer(value), kept.contains(value) ? horizon : lastReader(value));
  }

  /** Of a value's gradient. */
  Lifetime gradient(int value) {
    int to = 2 * horizon - producer(value);
    int from = kept.contains(value) ? horizon : 2 * horizon - lastReader(value);
    return new Lifetime(Math.min(from, to), to);
  }

  /** The layer that makes {@code value}; the first one for the graph's input. */
  private int producer(int value) {
    List<Node> nodes = graph.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).output() == value) {
        return i;
      }
    }
    return 0;
  }

  /** Last layer that reads {@code value}, at least its own producer. */
  private int lastReader(int value) {
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (nodes.get(i).inputs().contains(value)) {
        return i;
      }
    }
    return producer(value);
  }
}
