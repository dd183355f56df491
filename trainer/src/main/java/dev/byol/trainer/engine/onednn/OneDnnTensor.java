package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;

/** A dense NHWC tensor at a place in its lane's arena, or some images of another tensor. */
final class OneDnnTensor implements Tensor {
  private final Shape shape;
  private final Native library;
  private final OneDnnTensor parent;
  private final long offsetInParent;
  private NativeMemory arena;
  private long offset;
  private FloatBuffer values;

  private OneDnnTensor(Shape shape, Native library, OneDnnTensor parent, long offsetInParent) {
    this.shape = shape;
    this.library = library;
    this.parent = parent;
    this.offsetInParent = offsetInParent;
  }

  static OneDnnTensor declared(Shape shape, Native library) {
    return new OneDnnTensor(shape, library, null, 0);
  }

  void place(NativeMemory memory, long at) {
    arena = memory;
    offset = at;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /** All values, shared. */
  FloatBuffer values() {
    if (values == null) {
      values = arena().floats(offset(), shape.size());
    }
    return values;
  }

  /** The library's view as {@code [n, h, w, c]}. */
  memory images() {
    return as(Native.images(shape));
  }

  /** The library's view as {@code [n * h * w, c]}. */
  memory rows() {
    return as(Native.vectors(shape));
  }

  memory as(memory.desc desc) {
    return new memory(desc, library.cpu(), arena().pointer(offset()));
  }

  private NativeMemory arena() {
    NativeMemory memory = parent == null ? arena : parent.arena();
    if (memory == null) {
      throw new IllegalStateException("tensor " + shape + " is used before its lane is allocated");
    }
    return memory;
  }

  private long offset() {
    return parent == null ? offset : parent.offset() + offsetInParent;
  }

  @Override
  public void write(int first, double[] source) {
    int at = first * (shape.size() / shape.n());
    FloatBuffer target = values();
    for (int i = 0; i < source.length; i++) {
      target.put(at + i, (float) source[i]);
    }
  }

  @Override
  public void read(double[] target) {
    FloatBuffer source = values();
    for (int i = 0; i < target.length; i++) {
      target[i] = source.get(i);
    }
  }

  @Override
  public Tensor images(int first, int images) {
    if (first < 0 || images < 1 || first + images > shape.n()) {
      throw new IllegalArgumentException(
          "images %d..%d are not all in a tensor of %d"
              .formatted(first, first + images, shape.n()));
    }
    long perImage = shape.size() / shape.n();
    return new OneDnnTensor(shape.withImages(images), library, this, first * perImage);
  }
}
