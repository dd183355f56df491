package dev.byol.trainer.engine.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sums each column of a dense matrix {@code [rows, columns]}. ND4J's reductions along leading
 * dimensions reach 0.3 GB/s; a row of ones times the matrix reaches 14 GB/s when its rows are long,
 * so several rows are taken as one of up to {@value #WIDTH} values and the rest is folded in
 * double.
 */
final class ColumnSums {
  private static final int WIDTH = 4096;

  private final int columns;
  private final HostAccess host;
  private final List<NativeOp> products = new ArrayList<>();
  private final List<INDArray> partials = new ArrayList<>();
  private double[] buffer = new double[0];

  ColumnSums(INDArray vector, int columns, HostAccess host) {
    this.columns = columns;
    this.host = host;
    long rows = vector.length() / columns;
    long fold = Math.max(1, Math.min(rows, WIDTH / columns));
    long whole = rows / fold;
    bind(Nd4jTensor.slice(vector, 0, whole * fold * columns), whole, fold * columns);
    long rest = rows - whole * fold;
    if (rest > 0) {
      bind(Nd4jTensor.slice(vector, whole * fold * columns, rest * columns), 1, rest * columns);
    }
  }

  private void bind(INDArray part, long rows, long width) {
    INDArray partial = Nd4j.create(part.dataType(), 1, width);
    partials.add(partial);
    INDArray ones = Nd4j.ones(part.dataType(), 1, rows);
    products.add(
        NativeOp.of(
            "matmul",
            new INDArray[] {ones, part.reshape('c', rows, width)},
            new INDArray[] {partial}));
  }

  /** Writes the sums to {@code target} from {@code offset} on. */
  void run(double[] target, int offset) {
    Arrays.fill(target, offset, offset + columns, 0.0);
    for (int i = 0; i < products.size(); i++) {
      products.get(i).run();
      INDArray partial = partials.get(i);
      int width = (int) partial.length();
      if (buffer.length != width) {
        buffer = new double[width];
      }
      host.read(partial, bytes -> HostAccess.get(bytes, buffer));
      for (int j = 0; j < width; j++) {
        target[offset + j % columns] += buffer[j];
      }
    }
  }
}
