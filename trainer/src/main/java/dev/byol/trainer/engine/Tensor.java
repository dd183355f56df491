package dev.byol.trainer.engine;

/**
 * Values of one lane's step, at a planned place in the lane's arena. Valid from {@link
 * Lane#allocate} until the lane is closed; its contents only during its lifetime within a step.
 */
public interface Tensor {
  /** Logical shape. */
  Shape shape();

  /**
   * Copies images {@code first, first + 1, …} from {@code source}.
   *
   * @param first first image to overwrite
   * @param source {@code [images, h, w, c]} row-major, {@code images * h * w * c} values
   */
  void write(int first, double[] source);

  /** Copies all values to {@code target}, {@code [n, h, w, c]} row-major. */
  void read(double[] target);

  /** A view of images {@code first .. first + images - 1}; shares this tensor's memory. */
  Tensor images(int first, int images);
}
