package dev.byol.trainer.engine;

/**
 * A square convolution or pooling window with SAME padding as the reference (XLA) has it: output
 * {@code ceil(size / stride)}, the odd row or column of padding at the bottom and right.
 *
 * @param kernel window side, at least 1
 * @param stride step of the window, at least 1
 */
public record ConvolutionGeometry(int kernel, int stride) {
  public ConvolutionGeometry {
    if (kernel < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "kernel and stride must be at least 1, got %d and %d".formatted(kernel, stride));
    }
  }

  /** Output height or width for an input height or width. */
  public int output(int size) {
    return (size + stride - 1) / stride;
  }

  /** Rows or columns of padding before the first. */
  public int padBefore(int size) {
    return Math.max(0, (output(size) - 1) * stride + kernel - size) / 2;
  }
}
