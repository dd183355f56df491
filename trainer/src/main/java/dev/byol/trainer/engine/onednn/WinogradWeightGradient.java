package dev.byol.trainer.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import dev.byol.trainer.engine.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * The gradient of the weights of a {@link WinogradPass}: {@code G^T [sum over tiles of (B^T d B) *
 * (A dY A^T)] G}, the transpose of that pass. Sixteen products {@code [in, tiles] [tiles, out]}.
 * Float32 alone: with factors in bfloat16 the library's own kernel is exact but for its factors,
 * and this would not be.
 */
final class WinogradWeightGradient implements Pass {
  private static final int SIDE = WinogradKernels.SIDE;
  private static final int TILE = WinogradKernels.TILE;

  /** Tiles that are multiplied at a time, about. */
  private static final int TILES = 128;

  private final OneDnnLane lane;
  private final OneDnnTensor images;
  private final OneDnnTensor gradient;
  private final OneDnnFlatBuffer target;
  private final Shape x;
  private final Shape dy;
  private final int tileRows;
  private final int tileColumns;
  private final int rowsAtATime;
  private final int columnsAtATime;
  private final matmul.primitive_desc whole;
  private final matmul.primitive_desc rest;
  private final WinogradInput input;
  private final float[] line;
  private final float[][] upper;
  private final float[][] lower;
  private final float[][] left;
  private final float[][] right;
  private final float[][] expanded;
  private final float[][] matrices = new float[TILE][VectorKernels.CHUNK];
  private final float[][] halfway = new float[3 * SIDE][VectorKernels.CHUNK];
  private final float[][] taps = new float[9][VectorKernels.CHUNK];
  private Runs reader;
  private Primitive multiplyWhole;
  private Primitive multiplyRest;
  private FloatBuffer transformedTiles;
  private FloatBuffer gradientTiles;
  private FloatBuffer sums;

  WinogradWeightGradient(
      OneDnnLane lane, OneDnnTensor images, OneDnnTensor gradient, OneDnnFlatBuffer target) {
    this.lane = lane;
    this.images = images;
    this.gradient = gradient;
    this.target = target;
    this.x = images.shape();
    this.dy = gradient.shape();
    Native library = lane.engine().library();
    this.tileRows = (x.h() + 1) / 2;
    this.tileColumns = (x.w() + 1) / 2;
    int all = x.n() * tileRows;
    this.rowsAtATime = Math.min(all, Math.max(1, TILES / tileColumns));
    primitive_attr adding = new primitive_attr();
    adding.set_scratchpad_mode(dnnl.dnnl_scratchpad_mode_user);
    post_ops sum = new post_ops();
    sum.append_sum();
    adding.set_post_ops(sum);
    this.whole = product(library, rowsAtATime, adding);
    int left = all % rowsAtATime;
    this.rest = left == 0 ? null : product(library, left, adding);
    this.input = new WinogradInput(x);
    this.columnsAtATime = WinogradKernels.columnsAtATime(tileColumns, dy.c());
    int size = columnsAtATime * dy.c();
    this.line = new float[2 * size];
    this.upper = new float[2][size];
    this.lower = new float[2][size];
    this.left = new float[SIDE][size];
    this.right = new float[SIDE][size];
    this.expanded = new float[SIDE][size];
  }

  private matmul.primitive_desc product(
      Native library, int tileRowsTogether, primitive_attr adding) {
    int tiles = tileRowsTogether * tileColumns;
    return new matmul.primitive_desc(
        library.cpu(),
        Native.transposed(TILE, x.c(), tiles, Element.FLOAT32),
        Native.matrices(TILE, tiles, dy.c(), Element.FLOAT32),
        Native.matrices(TILE, x.c(), dy.c(), Element.FLOAT32),
        adding,
        false);
  }

  @Override
  public long scratch() {
    return sumsAt() + Aligned.up((long) TILE * x.c() * dy.c());
  }

  private long transformedAt() {
    long pad = Native.values(whole.scratchpad_desc());
    return Aligned.up(rest == null ? pad : Math.max(pad, Native.values(rest.scratchpad_desc())));
  }

  private long gradientsAt() {
    return transformedAt() + Aligned.up((long) TILE * rowsAtATime * tileColumns * x.c());
  }

  private long sumsAt() {
    return gradientsAt() + Aligned.up((long) TILE * rowsAtATime * tileColumns * dy.c());
  }

  @Override
  public void bind(OneDnnLane.Scratch scratch) {
    reader = Runs.of(lane, images, scratch, 0);
    int tiles = rowsAtATime * tileColumns;
    transformedTiles = scratch.values(transformedAt(), TILE * tiles * x.c());
    gradientTiles = scratch.values(gradientsAt(), TILE * tiles * dy.c());
    sums = scratch.values(sumsAt(), TILE * x.c() * dy.c());
    multiplyWhole = multiply(scratch, whole);
    multiplyRest = rest == null ? null : multiply(scratch, rest);
  }

  private Primitive multiply(OneDnnLane.Scratch scratch, matmul.primitive_desc desc) {
    memory a = scratch.memory(transformedAt(), desc.src_desc());
    return lane.primitive("product of tiles", new matmul(desc))
        .with(DNNL_ARG_SRC, a)
        .with(DNNL_ARG_WEIGHTS, scratch.memory(gradientsAt(), desc.weights_desc()))
        .with(DNNL_ARG_DST, scratch.memory(sumsAt(), desc.dst_desc()))
        .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, desc.scratchpad_desc()))
        .build();
  }

  /** Writes the gradient as {@code [3, 3, in, out]}. */
  @Override
  public void run() {
    VectorKernels.clear(sums);
    int all = x.n() * tileRows;
    for (int first = 0; first < all; first += rowsAtATime) {
      int count = Math.min(rowsAtATime, all - first);
      input.transform(reader, first, count, transformedTiles, (row, column) -> SIDE * row + column);
      for (int i = 0; i < count; i++) {
        expand(gradient.values(), first + i, i, count);
      }
      (count == rowsAtATime ? multiplyWhole : multiplyRest).run();
    }
    contract(target.values());
  }

  /** {@code A dY A^T} for one row of tiles. */
  private void expand(FloatBuffer gradient, int tileRow, int place, int count) {
    int channels = dy.c();
    int image = tileRow / tileRows;
    int top = 2 * (tileRow % tileRows);
    int matrix = count * tileColumns * channels;
    for (int column = 0; column < tileColumns; column += columnsAtATime) {
      int tiles = Math.min(columnsAtATime, tileColumns - column);
      int size = tiles * channels;
      read(gradient, image, top, column, tiles, upper);
      read(gradient, image, top + 1, column, tiles, lower);
      WinogradKernels.gradientPair(upper[0], lower[0], left, size);
      WinogradKernels.gradientPair(upper[1], lower[1], right, size);
      int at = (place * tileColumns + column) * channels;
      for (int i = 0; i < SIDE; i++) {
        WinogradKernels.gradientPair(left[i], right[i], expanded, size);
        for (int j = 0; j < SIDE; j++) {
          gradientTiles.put((SIDE * i + j) * matrix + at, expanded[j], 0, size);
        }
      }
    }
  }

  /** Reads a part of a row: the left pixels of all tiles and the right ones; zero outside. */
  private void read(FloatBuffer gradient, int image, int y, int column, int tiles, float[][] to) {
    int channels = dy.c();
    if (y >= dy.h()) {
      Arrays.fill(to[0], 0, tiles * channels, 0);
      Arrays.fill(to[1], 0, tiles * channels, 0);
      return;
    }
    int width = Math.min(2 * tiles, dy.w() - 2 * column);
    gradient.get(
        ((image * dy.h() + y) * dy.w() + 2 * column) * channels, line, 0, width * channels);
    for (int x = 0; x < width; x++) {
      System.arraycopy(line, x * channels, to[x % 2], x / 2 * channels, channels);
    }
    if (width < 2 * tiles) {
      Arrays.fill(to[1], (tiles - 1) * channels, tiles * channels, 0);
    }
  }

  /** {@code G^T M G}. */
  private void contract(FloatBuffer target) {
    int size = x.c() * dy.c();
    for (int from = 0; from < size; from += VectorKernels.CHUNK) {
      int n = Math.min(VectorKernels.CHUNK, size - from);
      for (int i = 0; i < TILE; i++) {
        sums.get(i * size + from, matrices[i], 0, n);
      }
      for (int column = 0; column < SIDE; column++) {
        WinogradKernels.weightGradientRows(matrices, column, SIDE, halfway, column, SIDE, n);
      }
      for (int row = 0; row < 3; row++) {
        WinogradKernels.weightGradientRows(halfway, SIDE * row, 1, taps, 3 * row, 1, n);
      }
      for (int tap = 0; tap < taps.length; tap++) {
        target.put(tap * size + from, taps[tap], 0, n);
      }
    }
  }
}
