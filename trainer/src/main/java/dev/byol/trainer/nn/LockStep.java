package dev.byol.trainer.nn;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Runs networks of one lane layer by layer together: the batch statistics of the same layer of all
 * networks and views travel in one message. Networks may differ in length; their batch norms must
 * be at the same layers as far as both go.
 */
public final class LockStep {
  private final List<BoundNetwork> networks;
  private final StatisticsSum sum;
  private double[] message = new double[0];

  /** Steps {@code networks} of one lane, adding statistics with {@code sum}. */
  public LockStep(List<BoundNetwork> networks, StatisticsSum sum) {
    this.networks = List.copyOf(networks);
    this.sum = sum;
  }

  /** Forward pass of all networks with batch statistics. */
  public void forward() throws InterruptedException {
    int longest = networks.stream().mapToInt(BoundNetwork::layers).max().orElse(0);
    for (int layer = 0; layer < longest; layer++) {
      forwardLayer(layer);
    }
  }

  private void forwardLayer(int layer) throws InterruptedException {
    int length = 0;
    for (BoundNetwork network : networks) {
      if (layer >= network.layers()) {
        continue;
      }
      BoundLayer bound = network.layer(layer);
      if (bound instanceof BoundLayer.Plain plain) {
        plain.operation().forward();
      } else if (bound instanceof BoundBatchNorm norm) {
        ensureMessage(length + norm.messageLength());
        norm.collect(message, length);
        length += norm.messageLength();
      }
    }
    if (length == 0) {
      return;
    }
    sum.sum(message, length);
    int at = 0;
    for (BoundNetwork network : networks) {
      if (layer < network.layers() && network.layer(layer) instanceof BoundBatchNorm norm) {
        norm.apply(message, at);
        at += norm.messageLength();
      }
    }
  }

  /** Backward pass of {@code network}, whose output gradients are set. */
  public void backward(BoundNetwork network) throws InterruptedException {
    backward(network, layer -> {});
  }

  /**
   * Backward pass of {@code network}, whose output gradients are set.
   *
   * @param summed told the layer of each batch norm whose sums are there: all lanes have the
   *     gradients of its parameters, and of all layers after it
   */
  public void backward(BoundNetwork network, IntConsumer summed) throws InterruptedException {
    for (int layer = network.layers() - 1; layer >= 0; layer--) {
      BoundLayer bound = network.layer(layer);
      if (bound instanceof BoundLayer.Plain plain) {
        plain.operation().backward();
      } else if (bound instanceof BoundBatchNorm norm) {
        ensureMessage(norm.messageLength());
        norm.collectBackward(message, 0);
        sum.sum(message, norm.messageLength());
        summed.accept(layer);
        norm.applyBackward(message, 0);
      }
    }
  }

  private void ensureMessage(int length) {
    if (message.length < length) {
      message = Arrays.copyOf(message, Math.max(length, 2 * message.length));
    }
  }
}
