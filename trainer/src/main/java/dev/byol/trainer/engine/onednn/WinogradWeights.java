package dev.byol.trainer.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/**
 * The 3x3 weights of one convolution as sixteen matrices, transformed and packed for the library's
 * matrix product, anew after the flat buffer has changed. Shared by all lanes.
 */
final class WinogradWeights extends WeightCopy {
  private static final int WINDOW = 9;

  /**
   * Values of a matrix that are narrowed at a time: sixteen such stay in the second-level cache.
   */
  private static final int SLICE = 4096;

  private final Native library;
  private final int in;
  private final int out;
  private final Element element;
  private final NativeMemory plain;
  private final Slice slice;
  private final float[][] taps = new float[WINDOW][VectorKernels.CHUNK];
  private final float[][] halfway = new float[3 * WinogradKernels.SIDE][VectorKernels.CHUNK];
  private final float[][] transformed = new float[WinogradKernels.TILE][VectorKernels.CHUNK];
  private final List<Packed> packed = new ArrayList<>();

  private record Packed(
      WinogradPass.Direction direction, NativeMemory block, memory memory, Primitive copy) {}

  /**
   * A part of each matrix in float32 before it becomes a part of the plain matrices.
   *
   * @param narrow brings it to {@code plain} where that is not what it is itself
   */
  private record Slice(int length, NativeMemory block, memory plain, Optional<Primitive> narrow) {}

  WinogradWeights(Native library, OneDnnFlatBuffer source, int in, int out, Element element) {
    super(source);
    this.library = library;
    this.in = in;
    this.out = out;
    this.element = element;
    this.plain = new NativeMemory(element.inFloats((long) WinogradKernels.TILE * in * out));
    this.slice = element == Element.FLOAT32 ? whole() : narrowed(Math.min(SLICE, in * out));
  }

  private Slice whole() {
    return new Slice(in * out, plain, null, Optional.empty());
  }

  private Slice narrowed(int length) {
    NativeMemory block = new NativeMemory((long) WinogradKernels.TILE * length);
    long[] dims = {WinogradKernels.TILE, length};
    memory wide =
        new memory(
            new memory.desc(dims, Element.FLOAT32.type(), memory.format_tag.ab),
            library.cpu(),
            block.pointer(0));
    memory part =
        new memory(
            new memory.desc(dims, element.type(), new long[] {(long) in * out, 1}),
            library.cpu(),
            plain.pointer(0));
    return new Slice(length, block, part, Optional.of(copy("narrowing weights", wide, part)));
  }

  private Primitive copy(String name, memory from, memory to) {
    return new Primitive(
        name,
        new reorder(new reorder.primitive_desc(from, to)),
        new stream(library.cpu()),
        List.of(
            new Primitive.Argument(DNNL_ARG_FROM, from), new Primitive.Argument(DNNL_ARG_TO, to)));
  }

  /**
   * The matrices in {@code layout}: {@code [in, out]} forward, {@code [out, in]} backward. Filled
   * by the next refresh.
   */
  synchronized memory packed(WinogradPass.Direction direction, memory.desc layout) {
    for (Packed known : packed) {
      if (known.direction() == direction && known.memory().get_desc().equals(layout)) {
        return known.memory();
      }
    }
    NativeMemory block = new NativeMemory(Native.values(layout));
    memory to = new memory(layout, library.cpu(), block.pointer(0));
    memory.desc view =
        direction == WinogradPass.Direction.FORWARD
            ? Native.matrices(WinogradKernels.TILE, in, out, element)
            : Native.transposed(WinogradKernels.TILE, out, in, element);
    memory from = new memory(view, library.cpu(), plain.pointer(0));
    packed.add(new Packed(direction, block, to, copy("packing weights", from, to)));
    invalidate();
    return to;
  }

  @Override
  void copy() {
    int size = in * out;
    for (int start = 0; start < size; start += slice.length()) {
      // A last slice that would be too long takes some of what is there once more.
      int from = Math.min(start, size - slice.length());
      fill(from);
      slice
          .narrow()
          .ifPresent(
              narrow -> {
                slice
                    .plain()
                    .set_data_handle(plain.pointer(0).getPointer((long) from * element.bytes()));
                narrow.run();
              });
    }
    packed.forEach(one -> one.copy().run());
  }

  private void fill(int first) {
    FloatBuffer weights = source().values();
    FloatBuffer matrices = slice.block().floats(0, WinogradKernels.TILE * slice.length());
    for (int from = 0; from < slice.length(); from += VectorKernels.CHUNK) {
      int n = Math.min(VectorKernels.CHUNK, slice.length() - from);
      for (int tap = 0; tap < WINDOW; tap++) {
        weights.get(tap * in * out + first + from, taps[tap], 0, n);
      }
      transform(n);
      for (int i = 0; i < WinogradKernels.TILE; i++) {
        matrices.put(i * slice.length() + from, transformed[i], 0, n);
      }
    }
  }

  private void transform(int n) {
    for (int column = 0; column < 3; column++) {
      rows(taps[column], taps[3 + column], taps[6 + column], halfway, column, 3, n);
    }
    for (int row = 0; row < WinogradKernels.SIDE; row++) {
      int from = 3 * row;
      rows(
          halfway[from],
          halfway[from + 1],
          halfway[from + 2],
          transformed,
          WinogradKernels.SIDE * row,
          1,
          n);
    }
  }

  private static void rows(
      float[] a, float[] b, float[] c, float[][] to, int first, int step, int n) {
    WinogradKernels.weightRows(
        a, b, c, to[first], to[first + step], to[first + 2 * step], to[first + 3 * step], n);
  }

  @Override
  public void close() {
    if (slice.narrow().isPresent()) {
      slice.block().close();
    }
    plain.close();
    packed.forEach(one -> one.block().close());
  }
}
