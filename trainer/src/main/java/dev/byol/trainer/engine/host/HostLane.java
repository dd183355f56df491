package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.Labels;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.LossOperation;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Pictures;
import dev.byol.trainer.engine.Tensor;

/** What lanes have in common whose memory is the host's: input and losses in plain Java. */
public abstract class HostLane implements Lane {
  @Override
  public final Message message(int length) {
    return HostMessage.ofZeros(length);
  }

  @Override
  public final Pictures pictures(Tensor target) {
    return new HostPictures(target);
  }

  @Override
  public final Labels labels(int images) {
    return HostLabels.of(images);
  }

  @Override
  public final LossOperation regression(
      Tensor prediction, Tensor projection, Tensor gradient, double share, Message sum) {
    return new HostRegression(prediction, projection, gradient, share, sum);
  }

  @Override
  public final LossOperation classification(
      Tensor logits, Labels labels, Tensor gradient, double share, Message sums) {
    return new HostClassification(logits, labels, gradient, share, sums);
  }

  @Override
  public final LossOperation spread(Tensor rows, Message sums) {
    return new HostSpread(rows, sums);
  }
}
