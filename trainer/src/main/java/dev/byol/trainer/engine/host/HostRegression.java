package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.LossOperation;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.loss.RegressionLoss;

/** The regression loss of both directions, by its definition. */
final class HostRegression implements LossOperation {
  private final HostRows prediction;
  private final HostRows projection;
  private final Tensor gradient;
  private final double share;
  private final HostMessage sum;

  HostRegression(Tensor prediction, Tensor projection, Tensor gradient, double share, Message sum) {
    this.prediction = new HostRows(prediction);
    this.projection = new HostRows(projection);
    this.gradient = gradient;
    this.share = share;
    this.sum = HostMessage.of(sum);
  }

  @Override
  public void run() {
    double[] predicted = prediction.read();
    double[] projected = projection.read();
    swapHalves(projected);
    double losses = 0;
    for (double loss : RegressionLoss.perRow(predicted, projected, prediction.columns())) {
      losses += loss;
    }
    sum.set(0, losses);
    double[] slope = RegressionLoss.gradientOfMean(predicted, projected, prediction.columns());
    for (int i = 0; i < slope.length; i++) {
      slope[i] *= share;
    }
    gradient.write(0, slope);
  }

  /** The prediction of one view is compared with the projection of the other. */
  private static void swapHalves(double[] rows) {
    int half = rows.length / 2;
    for (int i = 0; i < half; i++) {
      double first = rows[i];
      rows[i] = rows[half + i];
      rows[half + i] = first;
    }
  }
}
