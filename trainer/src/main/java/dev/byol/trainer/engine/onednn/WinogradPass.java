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
final class WinogradPass {
  private static final int SIDE = WinogradKernels.SIDE;
  private static final int TILE = WinogradKernels.TILE;

  /** Tiles that are multiplied at a time, about. */
  private static final int TILES = 128;

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
  private Primitive multiplyWhole;
  private Primitive multiplyRest;
  private FloatBuffer transformedTiles;
  private FloatBuffer productTiles;

  /** Which way through the layer. */
  enum Direction {
    FORWARD,
    BACKWARD
  }

  /**
   * Plans.
   *
   * @param shape of the images that are read
   * @param out channels of the images that are written
   */
  WinogradPass(Native library, Shape shape, int out, Direction direction) {
    this.shape = shape;
    this.in = shape.c();
    this.out = out;
    this.direction = direction;
    this.tileRows = (shape.h() + 1) / 2;
    this.tileColumns = (shape.w() + 1) / 2;
    int all = shape.n() * tileRows;
    this.rowsAtATime = Math.min(all, Math.max(1, TILES / tileColumns));
    this.whole = product(library, rowsAtATime, Native.matricesOfAnyLayout(TILE, in, out));
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
        Native.matrices(TILE, tiles, in),
        weights,
        Native.matrices(TILE, tiles, out),
        library.attributes(),
        false);
  }

  /** The layout that the products want for the weights. */
  memory.desc weightsLayout() {
    return whole.weights_desc();
  }

  /** Scratch memory that a pass needs, in values. */
  long scratch() {
    return productsAt() + Aligned.up((long) TILE * rowsAtATime * tileColumns * out);
  }

  private long transformedAt() {
    long pad = Native.values(whole.scratchpad_desc());
    return Aligned.up(rest == null ? pad : Math.max(pad, Native.values(rest.scratchpad_desc())));
  }

  private long productsAt() {
    return transformedAt() + Aligned.up((long) TILE * rowsAtATime * tileColumns * in);
  }

  /** Binds to memory; {@code weights} lie as {@link #weightsLayout} says. */
  void bind(OneDnnLane lane, OneDnnLane.Scratch scratch, memory weights) {
    int tiles = rowsAtATime * tileColumns;
    transformedTiles = scratch.values(transformedAt(), TILE * tiles * in);
    productTiles = scratch.values(productsAt(), TILE * tiles * out);
    multiplyWhole = multiply(lane, scratch, whole, weights);
    multiplyRest = rest == null ? null : multiply(lane, scratch, rest, weights);
  }

  private Primitive multiply(
      OneDnnLane lane, OneDnnLane.Scratch scratch, matmul.primitive_desc desc, memory weights) {
    return lane.primitive("product of tiles", new matmul(desc))
        .with(DNNL_ARG_SRC, scratch.memory(transformedAt(), desc.src_desc()))
        .with(DNNL_ARG_WEIGHTS, weights)
        .with(DNNL_ARG_DST, scratch.memory(productsAt(), desc.dst_desc()))
        .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, desc.scratchpad_desc()))
        .build();
  }

  /** Convolves {@code source} and writes the images to {@code target}, or adds them. */
  void run(FloatBuffer source, FloatBuffer target, Mode mode) {
    int all = shape.n() * tileRows;
    for (int first = 0; first < all; first += rowsAtATime) {
      int count = Math.min(rowsAtATime, all - first);
      input.transform(source, first, count, transformedTiles, this::slot);
      (count == rowsAtATime ? multiplyWhole : multiplyRest).run();
      for (int i = 0; i < count; i++) {
        writeRow(target, first + i, i, count, mode);
      }
    }
  }

  private void writeRow(FloatBuffer target, int tileRow, int place, int count, Mode mode) {
    int top = tileRow / tileRows * shape.h() + 2 * (tileRow % tileRows);
    int height = Math.min(2, shape.h() - 2 * (tileRow % tileRows));
    for (int column = 0; column < tileColumns; column += columnsAtATime) {
      int tiles = Math.min(columnsAtATime, tileColumns - column);
      sumColumns((place * tileColumns + column) * out, count, tiles * out);
      for (int i = 0; i < height; i++) {
        int at = ((top + i) * shape.w() + 2 * column) * out;
        sumRow(SIDE * i, tiles);
        write(target, at, Math.min(2 * tiles, shape.w() - 2 * column) * out, mode);
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

  private void write(FloatBuffer target, int at, int length, Mode mode) {
    if (mode == Mode.ADD) {
      target.get(at, before, 0, length);
      ChannelKernels.add(row, before, length);
    }
    target.put(at, row, 0, length);
  }

  /** Which of the sixteen matrices multiplies value {@code (i, j)} of a tile. */
  private int slot(int i, int j) {
    return direction == Direction.FORWARD ? SIDE * i + j : SIDE * turned(i) + turned(j);
  }

  private static int turned(int i) {
    return i == 0 ? SIDE - 1 : i == SIDE - 1 ? 0 : i;
  }
}
