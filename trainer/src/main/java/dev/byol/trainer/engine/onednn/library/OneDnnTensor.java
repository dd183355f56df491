package dev.byol.trainer.engine.onednn.library;

import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.host.HostTensor;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.ShortPointer;

/** A dense NHWC tensor at a place in its lane's arena, or some images of another tensor. */
public final class OneDnnTensor implements HostTensor {
  /** Values that are narrowed at a time: the compiler makes vectors of loops over arrays alone. */
  private static final int CHUNK = 768;

  private final Shape shape;
  private final Element element;
  private final Native library;
  private final OneDnnTensor parent;
  private final long offsetInParent;
  private NativeMemory arena;
  private long offset;
  private FloatBuffer values;
  private ShortBuffer shorts;

  private OneDnnTensor(
      Shape shape, Element element, Native library, OneDnnTensor parent, long offsetInParent) {
    this.shape = shape;
    this.element = element;
    this.library = library;
    this.parent = parent;
    this.offsetInParent = offsetInParent;
  }

  /**
   * A tensor that has no memory yet.
   *
   * @throws ArithmeticException when it is larger than a view of Java's can be, 2 GiB
   */
  public static OneDnnTensor declared(Shape shape, Element element, Native library) {
    if (element == Element.FLOAT32) {
      Math.multiplyExact(shape.size(), Float.BYTES);
    }
    return new OneDnnTensor(shape, element, library, null, 0);
  }

  /** {@code tensor}, which a lane of this engine has declared. */
  public static OneDnnTensor of(Tensor tensor) {
    return (OneDnnTensor) tensor;
  }

  /** Gives it memory: from value {@code at} of an arena on. */
  public void place(NativeMemory memory, long at) {
    arena = memory;
    offset = at;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /** The format of its values. */
  public Element element() {
    return element;
  }

  /** All values of a tensor in float32, shared. */
  public FloatBuffer values() {
    if (element != Element.FLOAT32) {
      throw new IllegalStateException("tensor " + shape + " is in " + element);
    }
    if (values == null) {
      values = new FloatPointer(pointer(0)).capacity(shape.size()).asBuffer();
    }
    return values;
  }

  /** Address of value {@code index}. */
  public BytePointer pointer(long index) {
    long bytes = index * element.bytes();
    if (parent != null) {
      return parent.pointer(0).getPointer(offsetInParent * element.bytes() + bytes);
    }
    if (arena == null) {
      throw new IllegalStateException("tensor " + shape + " is used before its lane is allocated");
    }
    return arena.pointer(offset).getPointer(bytes);
  }

  /** The library's view as {@code [n, h, w, c]}. */
  public memory images() {
    return as(Native.images(shape, element));
  }

  /** The library's view as {@code [n * h * w, c]}. */
  public memory rows() {
    return as(Native.vectors(shape));
  }

  /** The library's view in another shape of as many values. */
  public memory as(memory.desc desc) {
    return new memory(desc, library.cpu(), pointer(0));
  }

  @Override
  public void put(int at, double[] source, int count) {
    if (element == Element.BFLOAT16) {
      short[] narrowed = new short[Math.min(count, CHUNK)];
      for (int done = 0; done < count; done += CHUNK) {
        int n = Math.min(CHUNK, count - done);
        for (int i = 0; i < n; i++) {
          narrowed[i] = BFloat16.of((float) source[done + i]);
        }
        shorts().put(at + done, narrowed, 0, n);
      }
      return;
    }
    float[] narrowed = new float[Math.min(count, CHUNK)];
    for (int done = 0; done < count; done += CHUNK) {
      int n = Math.min(CHUNK, count - done);
      for (int i = 0; i < n; i++) {
        narrowed[i] = (float) source[done + i];
      }
      values().put(at + done, narrowed, 0, n);
    }
  }

  @Override
  public void read(double[] target) {
    if (element == Element.BFLOAT16) {
      ShortBuffer source = shorts();
      for (int i = 0; i < target.length; i++) {
        target[i] = BFloat16.value(source.get(i));
      }
      return;
    }
    FloatBuffer source = values();
    for (int i = 0; i < target.length; i++) {
      target[i] = source.get(i);
    }
  }

  private ShortBuffer shorts() {
    if (shorts == null) {
      shorts = new ShortPointer(pointer(0)).capacity(shape.size()).asBuffer();
    }
    return shorts;
  }

  @Override
  public Tensor images(int first, int images) {
    if (first < 0 || images < 1 || first + images > shape.n()) {
      throw new IllegalArgumentException(
          "images %d..%d are not all in a tensor of %d"
              .formatted(first, first + images, shape.n()));
    }
    long perImage = shape.size() / shape.n();
    return new OneDnnTensor(shape.withImages(images), element, library, this, first * perImage);
  }
}
