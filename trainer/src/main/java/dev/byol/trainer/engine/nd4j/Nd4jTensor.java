package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.host.HostTensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A dense NHWC tensor at a place in its lane's arena, or some images of another tensor. */
final class Nd4jTensor implements HostTensor {
  private final Shape shape;
  private final HostAccess host;
  private final Nd4jTensor parent;
  private final int firstImage;
  private INDArray vector;

  private Nd4jTensor(Shape shape, HostAccess host, Nd4jTensor parent, int firstImage) {
    this.shape = shape;
    this.host = host;
    this.parent = parent;
    this.firstImage = firstImage;
  }

  static Nd4jTensor declared(Shape shape, HostAccess host) {
    return new Nd4jTensor(shape, host, null, 0);
  }

  void place(INDArray arena, long offset) {
    vector = slice(arena, offset, shape.size());
  }

  static INDArray slice(INDArray vector, long offset, long length) {
    return vector.get(NDArrayIndex.interval(offset, offset + length));
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /** All values as a vector; a view of the arena. */
  INDArray vector() {
    if (vector == null) {
      if (parent == null) {
        throw new IllegalStateException(
            "tensor " + shape + " is used before its lane is allocated");
      }
      int perImage = shape.size() / shape.n();
      vector = slice(parent.vector(), (long) firstImage * perImage, shape.size());
    }
    return vector;
  }

  /** As {@code [n, h, w, c]}. */
  INDArray images() {
    return vector().reshape('c', shape.n(), shape.h(), shape.w(), shape.c());
  }

  /** As {@code [n * h * w, c]}. */
  INDArray matrix() {
    return vector().reshape('c', shape.rows(), shape.c());
  }

  @Override
  public void put(int at, double[] source, int count) {
    // No view of its own: each costs native memory, and this runs in every step.
    host.write(vector(), bytes -> HostAccess.put(bytes, at, source, count, shape.size()));
  }

  @Override
  public void read(double[] target) {
    host.read(vector(), bytes -> HostAccess.get(bytes, target));
  }

  @Override
  public Tensor images(int first, int images) {
    if (first < 0 || images < 1 || first + images > shape.n()) {
      throw new IllegalArgumentException(
          "images %d..%d are not all in a tensor of %d"
              .formatted(first, first + images, shape.n()));
    }
    return new Nd4jTensor(shape.withImages(images), host, this, first);
  }
}
