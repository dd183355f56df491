package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.LossOperation;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.loss.RegressionLoss;

/** The regression loss of both directions, by its definition. */
final class HostRegression implements LossOperation {
  private final Tensor prediction;
  private final Tensor projection;
  private final Tensor gradient;
  private final double share;
  private final HostMessage sum;
  private final double[] predicted;
  private final double[] projected;
  private final double[] swapped;

  HostRegression(Tensor prediction, Tensor projection, Tensor gradient, double share, Message sum) {
    this.prediction = prediction;
    this.projection = projection;
    this.gradient = gradient;
    this.share = share;
    this.sum = HostMessage.of(sum);
    this.predicted = new double[prediction.shape().size()];
    this.projected = new double[projection.shape().size()];
    this.swapped = new double[projection.shape().size()];
  }

  @Override
  public void run() {
    prediction.read(predicted);
    projection.read(projected);
    swapViews();
    int dimensions = prediction.shape().c();
    double losses = 0;
    for (double loss : RegressionLoss.perRow(predicted, swapped, dimensions)) {
      losses += loss;
    }
    sum.set(0, losses);
    double[] slope = RegressionLoss.gradientOfMean(predicted, swapped, dimensions);
    for (int i = 0; i < slope.length; i++) {
      slope[i] *= share;
    }
    gradient.write(0, slope);
  }

  /** The prediction of one view is compared with the projection of the other. */
  private void swapViews() {
    int half = projected.length / 2;
    System.arraycopy(projected, half, swapped, 0, half);
    System.arraycopy(projected, 0, swapped, half, half);
  }
}
