package dev.byol.trainer.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which values of a graph may share memory although their lifetimes meet, because a batch norm
 * writes over what it reads: fewer passes over memory, and less of it. The results name for each
 * value the one whose tensor it uses, itself in most cases.
 *
 * <p>The graph's input belongs to somebody else and kept values are read later: both stay as they
 * are.
 */
final class InPlace {
  private final Graph graph;
  private final Set<Integer> kept;
  private final int[] owners;

  private InPlace(Graph graph, Set<Integer> kept) {
    this.graph = graph;
    this.kept = kept;
    this.owners = IntStream.range(0, graph.values().size()).toArray();
  }

  /** Values of a pass without gradients: a batch norm's output over its input. */
  static int[] values(Graph graph, Set<Integer> kept) {
    InPlace sharing = new InPlace(graph, kept);
    for (Node.BatchNorm norm : graph.batchNorms()) {
      if (sharing.isLastReader(norm, norm.input())) {
        sharing.share(norm.output(), norm.input());
      }
    }
    return sharing.owners;
  }

  /**
   * Gradients: that of a batch norm's input over that of its output; where there is a residual,
   * that one's, which is the output's gradient after ReLU's mask. Only where the batch norm is the
   * first to contribute.
   */
  static int[] gradients(Graph graph, Set<Integer> kept) {
    InPlace sharing = new InPlace(graph, kept);
    for (Node.BatchNorm norm : graph.batchNorms()) {
      int other = norm.residual().orElse(norm.input());
      if (sharing.isLastReader(norm, other)) {
        sharing.share(other, norm.output());
      }
    }
    return sharing.owners;
  }

  private boolean isLastReader(Node.BatchNorm norm, int value) {
    List<Node> nodes = graph.nodes();
    boolean readTwice = norm.residual().filter(r -> r == norm.input()).isPresent();
    return value != 0
        && !kept.contains(value)
        && !readTwice
        && nodes.subList(nodes.indexOf(norm) + 1, nodes.size()).stream()
            .noneMatch(later -> later.inputs().contains(value));
  }

  private void share(int value, int owner) {
    int from = owners[value];
    int to = owners[owner];
    Arrays.setAll(owners, i -> owners[i] == from ? to : owners[i]);
  }
}
