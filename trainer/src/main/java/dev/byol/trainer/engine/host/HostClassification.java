package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.Labels;
import dev.byol.trainer.engine.LossOperation;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.loss.SoftmaxCrossEntropy;
import dev.byol.trainer.engine.loss.TopK;

/** The cross entropy of logits and how often they are right, by their definitions. */
final class HostClassification implements LossOperation {
  private final HostRows logits;
  private final HostLabels labels;
  private final Tensor gradient;
  private final double share;
  private final HostMessage sums;

  HostClassification(Tensor logits, Labels labels, Tensor gradient, double share, Message sums) {
    this.logits = new HostRows(logits);
    this.labels = (HostLabels) labels;
    this.gradient = gradient;
    this.share = share;
    this.sums = HostMessage.of(sums);
  }

  @Override
  public void run() {
    double[] values = logits.read();
    int classes = logits.columns();
    int[] wanted = labels.classes();
    double losses = 0;
    for (double loss : SoftmaxCrossEntropy.perRow(values, classes, wanted)) {
      losses += loss;
    }
    sums.set(0, losses);
    sums.set(1, TopK.hits(values, classes, wanted, 1));
    sums.set(2, TopK.hits(values, classes, wanted, Math.min(5, classes)));
    double[] slope = SoftmaxCrossEntropy.gradientOfMean(values, classes, wanted);
    for (int i = 0; i < slope.length; i++) {
      slope[i] *= share;
    }
    gradient.write(0, slope);
  }
}
