package dev.byol.trainer.eval;

/**
 * The one dense kernel of this package: {@code out += a * b} in double, row-major.
 *
 * <p>Written so that the compiler turns the inner loop into vector code on any machine. Every entry
 * of {@code out} is summed in the order of {@code inner}, four terms at a time, wherever it lies,
 * so equal rows give equal results to the last bit.
 */
final class Gemm {
  /** Columns of {@code out} that stay in the first-level cache while {@code b} passes: {@value}. */
  private static final int COLUMN_TILE = 256;

  private static final int ROW_TILE = 16;

  private Gemm() {}

  /**
   * Adds the product into {@code out}, in place.
   *
   * @param a [rows, inner]
   * @param b [inner, columns]
   * @param out [rows, columns]
   */
  static void addInPlace(double[] a, double[] b, double[] out, int rows, int inner, int columns) {
    for (int column = 0; column < columns; column += COLUMN_TILE) {
      int width = Math.min(COLUMN_TILE, columns - column);
      for (int row = 0; row < rows; row += ROW_TILE) {
        tile(a, b, out, row, Math.min(row + ROW_TILE, rows), inner, columns, column, width);
      }
    }
  }

  private static void tile(
      double[] a,
      double[] b,
      double[] out,
      int firstRow,
      int endRow,
      int inner,
      int columns,
      int column,
      int width) {
    int k = 0;
    for (; k + 4 <= inner; k += 4) {
      for (int row = firstRow; row < endRow; row++) {
        int at = row * inner + k;
        addFour(
            out,
            row * columns + column,
            width,
            b,
            k * columns + column,
            columns,
            a[at],
            a[at + 1],
            a[at + 2],
            a[at + 3]);
      }
    }
    for (; k < inner; k++) {
      for (int row = firstRow; row < endRow; row++) {
        addOne(out, row * columns + column, width, b, k * columns + column, a[row * inner + k]);
      }
    }
  }

  private static void addFour(
      double[] out,
      int to,
      int width,
      double[] b,
      int from0,
      int stride,
      double a0,
      double a1,
      double a2,
      double a3) {
    int from1 = from0 + stride;
    int from2 = from1 + stride;
    int from3 = from2 + stride;
    for (int i = 0; i < width; i++) {
      out[to + i] += a0 * b[from0 + i] + a1 * b[from1 + i] + a2 * b[from2 + i] + a3 * b[from3 + i];
    }
  }

  private static void addOne(double[] out, int to, int width, double[] b, int from, double a) {
    for (int i = 0; i < width; i++) {
      out[to + i] += a * b[from + i];
    }
  }
}
