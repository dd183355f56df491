package dev.byol.trainer.engine;

/**
 * Logical shape of a tensor: {@code [n, h, w, c]}. How an engine lays the values out in memory is
 * its own affair; {@link Tensor#read} and {@link Tensor#write} always speak this order, row-major.
 *
 * @param n images (all views of the lane's share), at least 1
 * @param h height, 1 for vectors
 * @param w width, 1 for vectors
 * @param c channels or features
 */
public record Shape(int n, int h, int w, int c) {
  public Shape {
    if (n < 1 || h < 1 || w < 1 || c < 1) {
      throw new IllegalArgumentException(
          "every dimension must be at least 1, got [%d, %d, %d, %d]".formatted(n, h, w, c));
    }
    Math.toIntExact((long) n * h * w * c);
  }

  /** A batch of vectors {@code [n, c]}. */
  public static Shape vectors(int n, int c) {
    return new Shape(n, 1, 1, c);
  }

  /** Number of values. */
  public int size() {
    return n * h * w * c;
  }

  /** Number of positions that share a channel: {@code n * h * w}. */
  public int rows() {
    return n * h * w;
  }

  /** The same image shape for another number of images. */
  public Shape withImages(int images) {
    return new Shape(images, h, w, c);
  }

  @Override
  public String toString() {
    return "[%d, %d, %d, %d]".formatted(n, h, w, c);
  }
}
