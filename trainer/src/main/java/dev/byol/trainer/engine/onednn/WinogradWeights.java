package dev.byol.trainer.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/**
 * The 3x3 weights of one convolution as sixteen matrices, transformed and packed for the library's
 * matrix product, anew after the flat buffer has changed. Shared by all lanes.
 */
final class WinogradWeights extends WeightCopy {
  private static final int WINDOW = 9;

  private final Native library;
  private final int in;
  private final int out;
  private final NativeMemory plain;
  private final float[][] taps = new float[WINDOW][VectorKernels.CHUNK];
  private final float[][] halfway = new float[3 * WinogradKernels.SIDE][VectorKernels.CHUNK];
  private final float[][] transformed = new float[WinogradKernels.TILE][VectorKernels.CHUNK];
  private final List<Packed> packed = new ArrayList<>();

  private record Packed(
      WinogradPass.Direction direction, NativeMemory block, memory memory, Primitive copy) {}

  WinogradWeights(Native library, OneDnnFlatBuffer source, int in, int out) {
    super(source);
    this.library = library;
    this.in = in;
    this.out = out;
    this.plain = new NativeMemory((long) WinogradKernels.TILE * in * out);
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
            ? Native.matrices(WinogradKernels.TILE, in, out)
            : Native.transposed(WinogradKernels.TILE, out, in);
    memory from = new memory(view, library.cpu(), plain.pointer(0));
    Primitive copy =
        new Primitive(
            "packing weights",
            new reorder(new reorder.primitive_desc(from, to)),
            new stream(library.cpu()),
            List.of(
                new Primitive.Argument(DNNL_ARG_FROM, from),
                new Primitive.Argument(DNNL_ARG_TO, to)));
    packed.add(new Packed(direction, block, to, copy));
    invalidate();
    return to;
  }

  @Override
  void copy() {
    FloatBuffer weights = source().values();
    int size = in * out;
    FloatBuffer matrices = plain.floats(0, WinogradKernels.TILE * size);
    for (int from = 0; from < size; from += VectorKernels.CHUNK) {
      int n = Math.min(VectorKernels.CHUNK, size - from);
      for (int tap = 0; tap < WINDOW; tap++) {
        weights.get(tap * size + from, taps[tap], 0, n);
      }
      transform(n);
      for (int i = 0; i < WinogradKernels.TILE; i++) {
        matrices.put(i * size + from, transformed[i], 0, n);
      }
    }
    packed.forEach(one -> one.copy().run());
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
    plain.close();
    packed.forEach(one -> one.block().close());
  }
}
