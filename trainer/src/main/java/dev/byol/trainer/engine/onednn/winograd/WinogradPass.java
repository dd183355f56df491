package dev.byol.trainer.engine.onednn.winograd;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import dev.byol.trainer.engine.GradientTarget.Mode;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.onednn.library.Aligned;
import dev.byol.trainer.engine.onednn.library.ChannelKernels;
import dev.byol.trainer.engine.onednn.library.Element;
import dev.byol.trainer.engine.onednn.library.LaneCalls;
import dev.byol.trainer.engine.onednn.library.Native;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import dev.byol.trainer.engine.onednn.library.Pass;
import dev.byol.trainer.engine.onednn.library.Primitive;
import dev.byol.trainer.engine.onednn.library.Runs;
import dev.byol.trainer.engine.onednn.library.Scratch;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/**
 * A 3x3 convolution of stride 1 with SAME padding by {@link WinogradKernels}: of images of {@code
 * in} channels to images of {@code out}. Goes through the images by rows of tiles, as many at a
 * time as the caches hold.
 *
 * <p>The gradient of the input is the same pass over the gradient of the output: with the window
 * turned round, which exchanges rows and columns of the transformed weights, and each matrix
 * transposed.
 */
final class WinogradPass implements Pass {
  private final LaneCalls lane;
  private final WinogradWeights weights;
  private final WinogradKernels kernels;
  private final OneDnnTensor source;
  private final OneDnnTensor target;
  private final Mode mode;
  private final Shape shape;
  private final int in;
  private final int out;
  private final int tileRows;
  private final int tileColumns;
  private final int rowsAtATime;
  private final int columnsAtATime;
  private final Direction direction;
  private final matmul.primitive_desc whole;
  private final matmul.primitive_desc rest;
  private final WinogradInput input;
  private final float[][] products;

  /** Of each of a tile's rows, the values of all columns, which are still transformed. */
  private final float[][][] sums;

  private final float[][] columnSums;
  private final float[][] pixelsOfTiles;
  private final float[] row;
  private final float[] before;
  private Runs reader;
  private Runs writer;
  private Runnable multiplyWhole;
  private Runnable multiplyRest;
  private FloatBuffer transformedTiles;
  private FloatBuffer productTiles;

  /** Which way through the layer. */
  enum Direction {
    FORWARD,
    BACKWARD
  }

  /** Plans a pass over {@code source} whose images are written to {@code target}, or added. */
  WinogradPass(
      LaneCalls lane,
      WinogradWeights weights,
      OneDnnTensor source,
      OneDnnTensor target,
      Mode mode,
      Direction direction) {
    Native library = lane.library();
    this.lane = lane;
    this.weights = weights;
    this.kernels = weights.kernels();
    this.source = source;
    this.target = target;
    this.mode = mode;
    this.shape = source.shape();
    this.in = shape.c();
    this.out = target.shape().c();
    this.direction = direction;
    this.tileRows = kernels.tilesOf(shape.h());
    this.tileColumns = kernels.tilesOf(shape.w());
    int all = shape.n() * tileRows;
    this.rowsAtATime = Math.min(all, Math.max(1, kernels.tilesAtATime() / tileColumns));
    this.whole =
        product(
            library,
            rowsAtATime,
            Native.matricesOfAnyLayout(kernels.tile(), in, out, source.element()));
    int left = all % rowsAtATime;
    this.rest = left == 0 ? null : product(library, left, whole.weights_desc());
    this.input = new WinogradInput(kernels, shape);
    this.columnsAtATime = WinogradKernels.columnsAtATime(tileColumns, out);
    int size = columnsAtATime * out;
    this.products = new float[kernels.side()][size];
    this.sums = new float[kernels.output()][kernels.side()][size];
    this.columnSums = new float[kernels.output()][];
    this.pixelsOfTiles = new float[kernels.output()][size];
    this.row = new float[kernels.output() * size];
    this.before = new float[kernels.output() * size];
  }

  private matmul.primitive_desc product(Native library, int rows, memory.desc weights) {
    int tiles = rows * tileColumns;
    return new matmul.primitive_desc(
        library.cpu(),
        Native.matrices(kernels.tile(), tiles, in, source.element()),
        weights,
        Native.matrices(kernels.tile(), tiles, out, Element.FLOAT32),
        library.attributes(),
        false);
  }

  @Override
  public long scratch() {
    return places().end();
  }

  /**
   * Where the steps of a pass leave their values in scratch memory. Pixels and factors are
   * converted ones. What one step has read, the next but one may overwrite: all stays closer.
   */
  private record Places(long tiles, long factors, long products, long pixels, long end) {}

  private Places places() {
    long pad = Native.values(whole.scratchpad_desc());
    long tiles =
        Aligned.up(rest == null ? pad : Math.max(pad, Native.values(rest.scratchpad_desc())));
    long read = Aligned.up((long) kernels.tile() * rowsAtATime * tileColumns * in);
    long written = Aligned.up((long) kernels.tile() * rowsAtATime * tileColumns * out);
    if (source.element() == Element.FLOAT32) {
      return new Places(tiles, tiles, tiles + read, 0, tiles + read + written);
    }
    long converted = tiles + Math.max(read, written);
    long pixels = Math.max(input.longestRun(), longestRun());
    long most = Math.max(source.element().inFloats(read), pixels);
    return new Places(tiles, converted, tiles, converted, converted + Aligned.up(most));
  }

  /** Values that a run of products turns into, at most. */
  private int longestRun() {
    return kernels.output() * rowsAtATime * shape.w() * out;
  }

  @Override
  public void bind(Scratch scratch) {
    int tiles = rowsAtATime * tileColumns;
    Places places = places();
    reader = Runs.of(lane, source, scratch, places.pixels());
    writer = Runs.of(lane, target, scratch, places.pixels());
    transformedTiles = scratch.values(places.tiles(), kernels.tile() * tiles * in);
    productTiles = scratch.values(places.products(), kernels.tile() * tiles * out);
    multiplyWhole = multiply(scratch, rowsAtATime, whole);
    multiplyRest =
        rest == null ? null : multiply(scratch, shape.n() * tileRows % rowsAtATime, rest);
  }

  private Runnable multiply(Scratch scratch, int rows, matmul.primitive_desc desc) {
    Places places = places();
    Primitive product =
        lane.primitive("product of tiles", new matmul(desc))
            .with(DNNL_ARG_SRC, scratch.memory(places.factors(), desc.src_desc()))
            .with(DNNL_ARG_WEIGHTS, weights.packed(direction, whole.weights_desc()))
            .with(DNNL_ARG_DST, scratch.memory(places.products(), desc.dst_desc()))
            .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, desc.scratchpad_desc()))
            .build();
    if (source.element() == Element.FLOAT32) {
      return product::run;
    }
    long values = (long) kernels.tile() * rows * tileColumns * in;
    Primitive narrow = lane.narrow(scratch, places.tiles(), places.factors(), values);
    return () -> {
      narrow.run();
      product.run();
    };
  }

  @Override
  public void run() {
    weights.refresh();
    int all = shape.n() * tileRows;
    for (int first = 0; first < all; first += rowsAtATime) {
      int count = Math.min(rowsAtATime, all - first);
      input.transform(reader, first, count, transformedTiles, this::slot);
      (count == rowsAtATime ? multiplyWhole : multiplyRest).run();
      write(first, count);
    }
  }

  private void write(int first, int count) {
    int from = top(first) * shape.w() * out;
    int n = top(first + count) * shape.w() * out - from;
    FloatBuffer pixels = mode == Mode.SET ? writer.blank(from, n) : writer.load(from, n);
    for (int i = 0; i < count; i++) {
      int top = top(first + i);
      writeRow(pixels, top - top(first), i, count, top(first + i + 1) - top);
    }
    writer.store();
  }

  /** First row of pixels of a row of tiles, counted over all images. */
  private int top(int tileRow) {
    return tileRow / tileRows * shape.h() + kernels.output() * (tileRow % tileRows);
  }

  private void writeRow(FloatBuffer pixels, int line, int place, int count, int height) {
    int side = kernels.output();
    for (int column = 0; column < tileColumns; column += columnsAtATime) {
      int tiles = Math.min(columnsAtATime, tileColumns - column);
      sumColumns((place * tileColumns + column) * out, count, tiles * out);
      for (int i = 0; i < height; i++) {
        int at = ((line + i) * shape.w() + side * column) * out;
        sumRow(i, tiles);
        write(pixels, at, Math.min(side * tiles, shape.w() - side * column) * out);
      }
    }
  }

  private void sumColumns(int at, int count, int size) {
    int matrix = count * tileColumns * out;
    for (int j = 0; j < kernels.side(); j++) {
      for (int i = 0; i < kernels.side(); i++) {
        productTiles.get(slot(i, j) * matrix + at, products[i], 0, size);
      }
      WinogradKernels.column(sums, j, columnSums);
      kernels.output(products, columnSums, size);
    }
  }

  private void sumRow(int i, int tiles) {
    kernels.output(sums[i], pixelsOfTiles, tiles * out);
    int side = kernels.output();
    for (int x = 0; x < side * tiles; x++) {
      System.arraycopy(pixelsOfTiles[x % side], x / side * out, row, x * out, out);
    }
  }

  private void write(FloatBuffer pixels, int at, int length) {
    if (mode == Mode.ADD) {
      pixels.get(at, before, 0, length);
      ChannelKernels.add(row, before, length);
    }
    pixels.put(at, row, 0, length);
  }

  /** Which of the matrices multiplies value {@code (i, j)} of a tile. */
  private int slot(int i, int j) {
    return direction == Direction.FORWARD
        ? kernels.side() * i + j
        : kernels.side() * kernels.turned(i) + kernels.turned(j);
  }
}
