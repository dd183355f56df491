package dev.byol.trainer.nn;

import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Sums;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Runs networks of one lane layer by layer together: the batch statistics of the same layer of all
 * networks and views travel in one message. Networks may differ in length; their batch norms must
 * be at the same layers as far as both go.
 */
public final class LockStep {
  private final Sums sums;
  private final Message message;
  private final List<Together> forward = new ArrayList<>();

  /** What a batch norm writes, and reads when it is summed. */
  private record Share(BoundBatchNorm norm, Message part) {}

  /**
   * One layer of all networks that go so far.
   *
   * @param operations layers that run by themselves
   * @param norms batch norms, whose shares lie one after another
   * @param length values of all shares
   */
  private record Together(List<Operation> operations, List<Share> norms, int length) {}

  /**
   * Steps {@code networks} of one lane.
   *
   * @param lane theirs
   * @param sums adds statistics over lanes and workers
   */
  public LockStep(Lane lane, List<BoundNetwork> networks, Sums sums) {
    this.sums = sums;
    int layers = networks.stream().mapToInt(BoundNetwork::layers).max().orElse(0);
    int longest = 1;
    for (int layer = 0; layer < layers; layer++) {
      longest = Math.max(longest, messageLength(networks, layer));
    }
    this.message = lane.message(longest);
    for (int layer = 0; layer < layers; layer++) {
      forward.add(together(networks, layer));
    }
  }

  private static int messageLength(List<BoundNetwork> networks, int layer) {
    return networks.stream()
        .filter(network -> layer < network.layers())
        .map(network -> network.layer(layer))
        .filter(BoundBatchNorm.class::isInstance)
        .mapToInt(norm -> ((BoundBatchNorm) norm).messageLength())
        .sum();
  }

  private Together together(List<BoundNetwork> networks, int layer) {
    List<Operation> operations = new ArrayList<>();
    List<Share> norms = new ArrayList<>();
    int length = 0;
    for (BoundNetwork network : networks) {
      if (layer >= network.layers()) {
        continue;
      }
      BoundLayer bound = network.layer(layer);
      if (bound instanceof BoundLayer.Plain plain) {
        operations.add(plain.operation());
      } else if (bound instanceof BoundBatchNorm norm) {
        norms.add(new Share(norm, message.slice(length, norm.messageLength())));
        length += norm.messageLength();
      }
    }
    return new Together(operations, norms, length);
  }

  /** Forward pass of all networks with batch statistics. */
  public void forward() throws InterruptedException {
    for (Together layer : forward) {
      layer.operations().forEach(Operation::forward);
      if (layer.norms().isEmpty()) {
        continue;
      }
      layer.norms().forEach(share -> share.norm().operation().sums(share.part()));
      sums.add(message.slice(0, layer.length()));
      layer.norms().forEach(share -> share.norm().operation().normalise(share.part()));
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
        Message part = message.slice(0, norm.messageLength());
        norm.operation().backwardSums(part);
        sums.add(part);
        summed.accept(layer);
        norm.operation().backward(part);
      }
    }
  }
}
