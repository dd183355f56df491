package dev.byol.trainer.engine.onednn.winograd;

import dev.byol.trainer.engine.onednn.library.Element;
import dev.byol.trainer.engine.onednn.library.Native;
import dev.byol.trainer.engine.onednn.library.NativeMemory;
import dev.byol.trainer.engine.onednn.library.OneDnnFlatBuffer;
import dev.byol.trainer.engine.onednn.library.Primitive;
import dev.byol.trainer.engine.onednn.library.VectorKernels;
import dev.byol.trainer.engine.onednn.library.WeightCopy;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;

/**
 * The 3x3 weights of one convolution as matrices, transformed and packed for the library's matrix
 * product, anew after the flat buffer has changed. Shared by all lanes. A part of the matrices at a
 * time is transformed and at once packed, while it is in the second-level cache: the matrices as a
 * whole are nowhere but in the packed copies.
 */
public final class WinogradWeights extends WeightCopy {
  private static final int WINDOW = 9;

  /** Of the library's packed layouts, whose blocks are 16, 32 or 64 rows or columns, a multiple. */
  private static final int ROWS = 64;

  /** Values of such a part of all matrices, at most: half of a second-level cache, about. */
  private static final int PART = 160 * 1024;

  private final Native library;
  private final WinogradKernels kernels;
  private final int in;
  private final int out;
  private final Element element;
  private final NativeMemory wide;
  private final FloatBuffer matrices;
  private final NativeMemory narrow;
  private final Map<Part.Size, Primitive> narrowing = new HashMap<>();
  private final float[][] taps = new float[WINDOW][VectorKernels.CHUNK];
  private final float[][][] halfway;
  private final float[][][] transformed;
  private final float[][] halfwayColumn;
  private final List<WinogradPacking> packings = new ArrayList<>();

  /** Finds the copies of a convolution's weights, or makes them: one for all lanes. */
  public interface Copies {
    /** Those of {@code source}, {@code [3, 3, in, out]}, for these tiles. */
    WinogradWeights of(WinogradKernels kernels, OneDnnFlatBuffer source, int in, int out);
  }

  /** Rows {@code row …} and columns {@code column …} of each matrix {@code [in, out]}. */
  record Part(int row, int column, Size size) {
    /** How many of them. */
    record Size(int rows, int columns) {
      int values() {
        return rows * columns;
      }
    }
  }

  /** Rows of three: the first and the last row are the taps' own. */
  private static float[][][] halfway(float[][] taps, int side) {
    float[][][] halfway = new float[side][3][VectorKernels.CHUNK];
    for (int j = 0; j < 3; j++) {
      halfway[0][j] = taps[j];
      halfway[side - 1][j] = taps[6 + j];
    }
    return halfway;
  }

  /** Square: the first and the last of each row are those of three halfway. */
  private static float[][][] transformed(float[][][] halfway, int side) {
    float[][][] transformed = new float[side][side][VectorKernels.CHUNK];
    for (int i = 0; i < side; i++) {
      transformed[i][0] = halfway[i][0];
      transformed[i][side - 1] = halfway[i][2];
    }
    return transformed;
  }

  /** Declares the copies; the first refresh makes them. */
  public WinogradWeights(
      Native library,
      WinogradKernels kernels,
      OneDnnFlatBuffer source,
      int in,
      int out,
      Element element) {
    super(source);
    this.library = library;
    this.kernels = kernels;
    this.halfway = halfway(taps, kernels.side());
    this.transformed = transformed(halfway, kernels.side());
    this.halfwayColumn = new float[kernels.side()][];
    this.in = in;
    this.out = out;
    this.element = element;
    long values = (long) kernels.tile() * Math.min(ROWS, in) * Math.min(columns(), out);
    this.wide = library.allocate(values);
    this.matrices = wide.floats(0, Math.toIntExact(values));
    this.narrow = element == Element.FLOAT32 ? wide : library.allocate(element.inFloats(values));
  }

  /** The tiles that they are for. */
  public WinogradKernels kernels() {
    return kernels;
  }

  /** Columns of a part: a multiple of blocks, likewise. */
  private int columns() {
    return Integer.highestOneBit(PART / kernels.tile() / ROWS);
  }

  /**
   * The matrices in {@code layout}: {@code [in, out]} forward, {@code [out, in]} backward. Filled
   * by the next refresh.
   */
  synchronized memory packed(WinogradPass.Direction direction, memory.desc layout) {
    for (WinogradPacking known : packings) {
      if (known.is(direction, layout)) {
        return known.packed();
      }
    }
    WinogradPacking made =
        new WinogradPacking(library, kernels, direction, layout, element, narrow);
    packings.add(made);
    invalidate();
    return made.packed();
  }

  @Override
  protected void copy() {
    for (int row = 0; row < in; row += ROWS) {
      for (int column = 0; column < out; column += columns()) {
        Part.Size size = new Part.Size(Math.min(ROWS, in - row), Math.min(columns(), out - column));
        Part part = new Part(row, column, size);
        transform(part);
        if (narrow != wide) {
          narrowing.computeIfAbsent(size, this::narrowing).run();
        }
        packings.forEach(packing -> packing.take(part));
      }
    }
  }

  private Primitive narrowing(Part.Size size) {
    long values = (long) kernels.tile() * size.values();
    memory from =
        new memory(Native.vector(values, Element.FLOAT32), library.cpu(), wide.pointer(0));
    memory to = new memory(Native.vector(values, element), library.cpu(), narrow.pointer(0));
    return Primitive.reorder("narrowing weights", from, to, new stream(library.cpu()));
  }

  private void transform(Part part) {
    int rows = part.size().rows();
    int columns = part.size().columns();
    int all = rows * columns;
    // Whole rows of the matrices lie one after another, in the source as here.
    int run = columns == out ? all : columns;
    int n;
    for (int at = 0; at < all; at += n) {
      n = Math.min(VectorKernels.CHUNK, all - at);
      for (int tap = 0; tap < WINDOW; tap++) {
        read((tap * in + part.row()) * out + part.column(), run, at, taps[tap], n);
      }
      transform(n);
      int side = kernels.side();
      for (int i = 0; i < kernels.tile(); i++) {
        matrices.put(i * all + at, transformed[i / side][i % side], 0, n);
      }
    }
  }

  /** Values {@code at …} of runs that begin at {@code from}, {@code out} values apart. */
  private void read(int from, int run, int at, float[] to, int n) {
    FloatBuffer weights = source().values();
    int m;
    for (int done = 0; done < n; done += m) {
      int within = (at + done) % run;
      m = Math.min(n - done, run - within);
      weights.get(from + (at + done) / run * out + within, to, done, m);
    }
  }

  private void transform(int n) {
    for (int j = 0; j < 3; j++) {
      WinogradKernels.column(halfway, j, halfwayColumn);
      kernels.weights(taps[j], taps[3 + j], taps[6 + j], halfwayColumn, n);
    }
    for (int i = 0; i < kernels.side(); i++) {
      float[][] row = halfway[i];
      kernels.weights(row[0], row[1], row[2], transformed[i], n);
    }
  }

  @Override
  public void close() {
    if (narrow != wide) {
      narrow.close();
    }
    wide.close();
    packings.forEach(WinogradPacking::close);
  }
}
