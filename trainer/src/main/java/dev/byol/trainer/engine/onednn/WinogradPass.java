package dev.byol.trainer.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import dev.byol.trainer.engine.GradientTarget.Mode;
import dev.byol.trainer.engine.Shape;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/**
 * A 3x3 convolution of stride 1 with SAME padding by {@link WinogradKernels}: of images of {@code
 * in} channels to images of {@code out}, with 4/9 of the multiplications. Goes through the images
 * by rows of tiles, as many at a time as the caches hold.
 *
 * <p>The gradient of the input is the same pass over the gradient of the output: with the window
 * turned round, which exchanges the first and the last row and column of the transformed weights,
 * and each matrix transposed.
 */
final class WinogradPass implements Pass {
  private static final int SIDE = WinogradKernels.SIDE;
  private static final int TILE = WinogradKernels.TILE;

  /** Tiles that are multiplied at a time, about. */
  private static final int TILES = 128;

  private final OneDnnLane lane;
  private final WinogradWeights weights;
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
  private final float[][] sums;
  private final float[] even;
  private final float[] odd;
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
      OneDnnLane lane,
      WinogradWeights weights,
      OneDnnTensor source,
      OneDnnTensor target,
      Mode mode,
      Direction direction) {
    Native library = lane.engine().library();
    this.lane = lane;
    this.weights = weights;
    this.source = source;
    this.target = target;
    this.mode = mode;
    this.shape = source.shape();
    this.in = shape.c();
    this.out = target.shape().c();
    this.direction = direction;
    this.tileRows = (shape.h() + 1) / 2;
    this.tileColumns = (shape.w() + 1) / 2;
    int all = shape.n() * tileRows;
    this.rowsAtATime = Math.min(all, Math.max(1, TILES / tileColumns));
    this.whole =
        product(library, rowsAtATime, Native.matricesOfAnyLayout(TILE, in, out, source.element()));
    int left = all % rowsAtATime;
    this.rest = left == 0 ? null : product(library, left, whole.weights_desc());
    this.input = new WinogradInput(shape);
    this.columnsAtATime = WinogradKernels.columnsAtATime(tileColumns, out);
    int size = columnsAtATime * out;
    this.products = new float[SIDE][size];
    this.sums = new float[2 * SIDE][size];
    this.even = new float[size];
    this.odd = new float[size];
    this.row = new float[2 * size];
    this.before = new float[2 * size];
  }

  private matmul.primitive_desc product(Native library, int rows, memory.desc weights) {
    int tiles = rows * tileColumns;
    return new matmul.primitive_desc(
        library.cpu(),
        Native.matrices(TILE, tiles, in, source.element()),
        weights,
        Native.matrices(TILE, tiles, out, Element.FLOAT32),
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
    long read = Aligned.up((long) TILE * rowsAtATime * tileColumns * in);
    long written = Aligned.up((long) TILE * rowsAtATime * tileColumns * out);
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
    return 2 * rowsAtATime * shape.w() * out;
  }

  @Override
  public void bind(OneDnnLane.Scratch scratch) {
    int tiles = rowsAtATime * tileColumns;
    Places places = places();
    reader = Runs.of(lane, source, scratch, places.pixels());
    writer = Runs.of(lane, target, scratch, places.pixels());
    transformedTiles = scratch.values(places.tiles(), TILE * tiles * in);
    productTiles = scratch.values(places.products(), TILE * tiles * out);
    multiplyWhole = multiply(scratch, rowsAtATime, whole);
    multiplyRest =
        rest == null ? null : multiply(scratch, shape.n() * tileRows % rowsAtATime, rest);
  }

  private Runnable multiply(OneDnnLane.Scratch scratch, int rows, matmul.primitive_desc desc) {
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
    long values = (long) TILE * rows * tileColumns * in;
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
    return tileRow / tileRows * shape.h() + 2 * (tileRow % tileRows);
  }

  private void writeRow(FloatBuffer pixels, int line, int place, int count, int height) {
    for (int column = 0; column < tileColumns; column += columnsAtATime) {
      int tiles = Math.min(columnsAtATime, tileColumns - column);
      sumColumns((place * tileColumns + column) * out, count, tiles * out);
      for (int i = 0; i < height; i++) {
        int at = ((line + i) * shape.w() + 2 * column) * out;
        sumRow(SIDE * i, tiles);
        write(pixels, at, Math.min(2 * tiles, shape.w() - 2 * column) * out);
      }
    }
  }

  private void sumColumns(int at, int count, int size) {
    int matrix = count * tileColumns * out;
    for (int j = 0; j < SIDE; j++) {
      for (int i = 0; i < SIDE; i++) {
        productTiles.get(slot(i, j) * matrix + at, products[i], 0, size);
      }
      WinogradKernels.outputRows(
          products[0], products[1], products[2], products[3], sums[j], sums[SIDE + j], size);
    }
  }

  private void sumRow(int from, int tiles) {
    WinogradKernels.outputRows(
        sums[from], sums[from + 1], sums[from + 2], sums[from + 3], even, odd, tiles * out);
    for (int tile = 0; tile < tiles; tile++) {
      System.arraycopy(even, tile * out, row, 2 * tile * out, out);
      System.arraycopy(odd, tile * out, row, (2 * tile + 1) * out, out);
    }
  }

  private void write(FloatBuffer pixels, int at, int length) {
    if (mode == Mode.ADD) {
      pixels.get(at, before, 0, length);
      ChannelKernels.add(row, before, length);
    }
    pixels.put(at, row, 0, length);
  }

  /** Which of the sixteen matrices multiplies value {@code (i, j)} of a tile. */
  private int slot(int i, int j) {
    return direction == Direction.FORWARD ? SIDE * i + j : SIDE * turned(i) + turned(j);
  }

  private static int turned(int i) {
    return i == 0 ? SIDE - 1 : i == SIDE - 1 ? 0 : i;
  }
}
