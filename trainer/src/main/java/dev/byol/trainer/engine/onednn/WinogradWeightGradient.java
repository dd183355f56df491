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
 */
final class WinogradWeightGradient {
  private static final int SIDE = WinogradKernels.SIDE;
  private static final int TILE = WinogradKernels.TILE;

  /** Tiles that are multiplied at a time, about. */
  private static final int TILES = 128;

  private final Shape x;
  private final Shape dy;
  private final int tileRows;
  private final int tileColumns;
  private final int rowsAtATime;
  private final matmul.primitive_desc whole;
  private final matmul.primitive_desc rest;
  private final WinogradInput input;
  private final float[] line;
  private final float[][] pixels;
  private final float[][] rows;
  private final float[][] expanded;
  private final float[][] matrices = new float[TILE][VectorKernels.CHUNK];
  private final float[][] halfway = new float[3 * SIDE][VectorKernels.CHUNK];
  private final float[][] taps = new float[9][VectorKernels.CHUNK];
  private Primitive multiplyWhole;
  private Primitive multiplyRest;
  private FloatBuffer transformedTiles;
  private FloatBuffer gradientTiles;
  private FloatBuffer sums;

  WinogradWeightGradient(Native library, Shape x, Shape dy) {
    this.x = x;
    this.dy = dy;
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
    int size = tileColumns * dy.c();
    this.line = new float[dy.w() * dy.c()];
    this.pixels = new float[2][2 * size];
    this.rows = new float[SIDE][2 * size];
    this.expanded = new float[SIDE][size];
  }

  private matmul.primitive_desc product(
      Native library, int tileRowsTogether, primitive_attr adding) {
    int tiles = tileRowsTogether * tileColumns;
    return new matmul.primitive_desc(
        library.cpu(),
        Native.transposed(TILE, x.c(), tiles),
        Native.matrices(TILE, tiles, dy.c()),
        Native.matrices(TILE, x.c(), dy.c()),
        adding,
        false);
  }

  /** Scratch memory that a pass needs, in values. */
  long scratch() {
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

  void bind(OneDnnLane lane, OneDnnLane.Scratch scratch) {
    int tiles = rowsAtATime * tileColumns;
    transformedTiles = scratch.values(transformedAt(), TILE * tiles * x.c());
    gradientTiles = scratch.values(gradientsAt(), TILE * tiles * dy.c());
    sums = scratch.values(sumsAt(), TILE * x.c() * dy.c());
    multiplyWhole = multiply(lane, scratch, whole);
    multiplyRest = rest == null ? null : multiply(lane, scratch, rest);
  }

  private Primitive multiply(
      OneDnnLane lane, OneDnnLane.Scratch scratch, matmul.primitive_desc desc) {
    memory a = scratch.memory(transformedAt(), desc.src_desc());
    return lane.primitive("product of tiles", new matmul(desc))
        .with(DNNL_ARG_SRC, a)
        .with(DNNL_ARG_WEIGHTS, scratch.memory(gradientsAt(), desc.weights_desc()))
        .with(DNNL_ARG_DST, scratch.memory(sumsAt(), desc.dst_desc()))
        .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, desc.scratchpad_desc()))
        .build();
  }

  /** Writes the gradient as {@code [3, 3, in, out]} to {@code target}. */
  void run(FloatBuffer images, FloatBuffer gradient, FloatBuffer target) {
    VectorKernels.clear(sums);
    int all = x.n() * tileRows;
    for (int first = 0; first < all; first += rowsAtATime) {
      int count = Math.min(rowsAtATime, all - first);
      for (int i = 0; i < count; i++) {
        input.transform(
            images, first + i, transformedTiles, i, count, (row, column) -> SIDE * row + column);
        expand(gradient, first + i, i, count);
      }
      (count == rowsAtATime ? multiplyWhole : multiplyRest).run();
    }
    contract(target);
  }

  /** {@code A dY A^T} for one row of tiles. */
  private void expand(FloatBuffer gradient, int tileRow, int place, int count) {
    int image = tileRow / tileRows;
    int top = 2 * (tileRow % tileRows);
    int size = tileColumns * dy.c();
    read(gradient, image, top, pixels[0]);
    read(gradient, image, top + 1, pixels[1]);
    WinogradKernels.gradientPair(pixels[0], 0, pixels[1], 0, rows, 2 * size);
    for (int i = 0; i < SIDE; i++) {
      WinogradKernels.gradientPair(rows[i], 0, rows[i], size, expanded, size);
      for (int j = 0; j < SIDE; j++) {
        gradientTiles.put(((SIDE * i + j) * count + place) * size, expanded[j], 0, size);
      }
    }
  }

  /** Reads a row: the left pixels of all tiles, then the right ones; zero outside of the image. */
  private void read(FloatBuffer gradient, int image, int y, float[] to) {
    if (y >= dy.h()) {
      Arrays.fill(to, 0);
      return;
    }
    int channels = dy.c();
    gradient.get((image * dy.h() + y) * line.length, line);
    for (int column = 0; column < dy.w(); column++) {
      int place = (column % 2 == 0 ? 0 : to.length / 2) + column / 2 * channels;
      System.arraycopy(line, column * channels, to, place, channels);
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
