package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.LossOperation;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.loss.L2Normalize;

/** Sums and sums of squares of rows of unit length. */
final class HostSpread implements LossOperation {
  private final Tensor rows;
  private final HostMessage sums;
  private final double[] values;

  HostSpread(Tensor rows, Message sums) {
    this.rows = rows;
    this.sums = HostMessage.of(sums);
    this.values = new double[rows.shape().size()];
  }

  @Override
  public void run() {
    rows.read(values);
    int dimensions = rows.shape().c();
    double[] all = new double[sums.length()];
    all[0] = rows.shape().rows();
    double[] unit = L2Normalize.rows(values, dimensions);
    for (int i = 0; i < unit.length; i++) {
      all[1 + i % dimensions] += unit[i];
      all[1 + dimensions + i % dimensions] += unit[i] * unit[i];
    }
    sums.write(all);
  }
}
