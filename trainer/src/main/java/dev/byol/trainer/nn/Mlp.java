package dev.byol.trainer.nn;

import dev.byol.trainer.engine.BatchNormSpec.Activation;
import dev.byol.trainer.nn.GraphBuilder.Bias;

/**
 * Projector and predictor: Linear with bias, batch norm, ReLU, Linear without bias (the reference's
 * utils/networks.py, class MLP).
 */
public final class Mlp {
  private Mlp() {}

  /** Adds the network after {@code input} under {@code module} and returns its output. */
  public static int append(GraphBuilder graph, String module, int input, int hidden, int output) {
    int x = graph.linear(module + "/linear", input, hidden, Bias.WITH);
    x = graph.batchNorm(module + "/batch_norm", x, Activation.RELU);
    return graph.linear(module + "/linear_1", x, output, Bias.WITHOUT);
  }
}
