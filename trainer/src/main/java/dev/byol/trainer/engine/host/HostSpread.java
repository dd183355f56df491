package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.LossOperation;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.loss.L2Normalize;

/** Sums and sums of squares of rows of unit length. */
final class HostSpread implements LossOperation {
  private final HostRows rows;
  private final HostMessage sums;

  HostSpread(Tensor rows, Message sums) {
    this.rows = new HostRows(rows);
    this.sums = HostMessage.of(sums);
  }

  @Override
  public void run() {
    int dimensions = rows.columns();
    double[] all = new double[sums.length()];
    all[0] = rows.rows();
    double[] unit = L2Normalize.rows(rows.read(), dimensions);
    for (int i = 0; i < unit.length; i++) {
      all[1 + i % dimensions] += unit[i];
      all[1 + dimensions + i % dimensions] += unit[i] * unit[i];
    }
    sums.write(all);
  }
}
