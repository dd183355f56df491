package dev.byol.trainer.engine.onednn.library;

import dev.byol.trainer.engine.Shape;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/** The library's handles that everything shares, and short ways to its descriptors. */
public final class Native {
  private final engine cpu = new engine(engine.kind.cpu, 0);
  private final primitive_attr attributes = new primitive_attr();

  private final NativeMemory.Backing backing;
  private final AtomicLong allocated = new AtomicLong();

  /** Starts the library; {@code backing} is of all that is allocated. */
  public Native(NativeMemory.Backing backing) {
    this.backing = backing;
    // A lane lends all its primitives one scratchpad out of its arena.
    attributes.set_scratchpad_mode(dnnl.dnnl_scratchpad_mode_user);
  }

  /** Values outside the heap; the caller closes them. */
  public NativeMemory allocate(long length) {
    return new NativeMemory(length, backing, allocated);
  }

  /** Bytes of all that was allocated and not closed. */
  public long allocatedBytes() {
    return allocated.get();
  }

  /** The device. */
  public engine cpu() {
    return cpu;
  }

  /** What all primitives ask for: the caller's scratchpad. */
  public primitive_attr attributes() {
    return attributes;
  }

  /** What is then done to a result: {@code max(0, result)}. */
  public static post_ops relu() {
    post_ops then = new post_ops();
    then.append_eltwise(dnnl.dnnl_eltwise_relu, 0, 0);
    return then;
  }

  /** What is then done to a result: it is added to what was there. */
  public static post_ops sum() {
    post_ops then = new post_ops();
    then.append_sum();
    return then;
  }

  /** Dense {@code [n, h, w, c]}. */
  public static memory.desc images(Shape shape, Element element) {
    long[] dims = {shape.n(), shape.c(), shape.h(), shape.w()};
    return new memory.desc(dims, element.type(), memory.format_tag.nhwc);
  }

  /** Dense {@code [n, c]}. */
  public static memory.desc vectors(Shape shape) {
    return matrix(shape.rows(), shape.c(), memory.format_tag.ab);
  }

  /** A float32 matrix in that layout. */
  public static memory.desc matrix(long rows, long columns, memory.format_tag tag) {
    return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, tag);
  }

  /** Dense matrices {@code [count, rows, columns]}. */
  public static memory.desc matrices(long count, long rows, long columns, Element element) {
    return matrices(count, rows, columns, element, memory.format_tag.abc);
  }

  /** Matrices {@code [count, rows, columns]} that lie as {@code [count, columns, rows]}. */
  public static memory.desc transposed(long count, long rows, long columns, Element element) {
    return matrices(count, rows, columns, element, memory.format_tag.acb);
  }

  /** Matrices {@code [count, rows, columns]} in the layout that a primitive chooses. */
  public static memory.desc matricesOfAnyLayout(
      long count, long rows, long columns, Element element) {
    return matrices(count, rows, columns, element, memory.format_tag.any);
  }

  private static memory.desc matrices(
      long count, long rows, long columns, Element element, memory.format_tag tag) {
    return new memory.desc(new long[] {count, rows, columns}, element.type(), tag);
  }

  /** Dense {@code [length]}. */
  public static memory.desc vector(long length, Element element) {
    return new memory.desc(new long[] {length}, element.type(), memory.format_tag.a);
  }

  /** Weights of a convolution in that layout; {@code hwio} is the reference's. */
  public static memory.desc weights(
      int kernel, int in, int out, Element element, memory.format_tag tag) {
    return new memory.desc(new long[] {out, in, kernel, kernel}, element.type(), tag);
  }

  /** Float32 values that a descriptor's memory takes. */
  public static long values(memory.desc desc) {
    return (desc.get_size() + Float.BYTES - 1) / Float.BYTES;
  }
}
