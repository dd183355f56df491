package dev.byol.trainer.engine.onednn.winograd;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.onednn.library.Aligned;
import dev.byol.trainer.engine.onednn.library.Element;
import dev.byol.trainer.engine.onednn.library.LaneCalls;
import dev.byol.trainer.engine.onednn.library.Native;
import dev.byol.trainer.engine.onednn.library.OneDnnFlatBuffer;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import dev.byol.trainer.engine.onednn.library.Pass;
import dev.byol.trainer.engine.onednn.library.Primitive;
import dev.byol.trainer.engine.onednn.library.Runs;
import dev.byol.trainer.engine.onednn.library.Scratch;
import dev.byol.trainer.engine.onednn.library.VectorKernels;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * The gradient of the weights of a {@link WinogradPass}: {@code G^T [sum over tiles of (B^T d B) *
 * (A dY A^T)] G}, the transpose of that pass: a product {@code [in, tiles] [tiles, out]} for each
 * value of a tile. Float32 alone: with factors in bfloat16 the library's own kernel is exact but
 * for its factors, and this would not be.
 */
final class WinogradWeightGradient implements Pass {
  private static final int WINDOW = 3;

  private final LaneCalls lane;
  private final WinogradKernels kernels;
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

  /** Of the tiles' pixels of a column, those of each row. */
  private final float[][][] pixels;

  /** The same, transformed along the column. */
  private final float[][][] columns;

  private final float[][] row;
  private final float[][] expanded;
  private final float[][][] matrices;
  private final float[][] column;
  private final float[][] halfwayColumn = new float[WINDOW][];
  private final float[][][] halfway;
  private final float[][] taps = new float[WINDOW][WinogradKernels.CHUNK];
  private Runs reader;
  private Primitive multiplyWhole;
  private Primitive multiplyRest;
  private FloatBuffer transformedTiles;
  private FloatBuffer gradientTiles;
  private FloatBuffer sums;

  WinogradWeightGradient(
      LaneCalls lane,
      WinogradKernels kernels,
      OneDnnTensor images,
      OneDnnTensor gradient,
      OneDnnFlatBuffer target) {
    this.lane = lane;
    this.kernels = kernels;
    this.images = images;
    this.gradient = gradient;
    this.target = target;
    this.x = images.shape();
    this.dy = gradient.shape();
    Native library = lane.library();
    this.tileRows = kernels.tilesOf(x.h());
    this.tileColumns = kernels.tilesOf(x.w());
    int all = x.n() * tileRows;
    this.rowsAtATime = Math.min(all, Math.max(1, kernels.tilesAtATime() / tileColumns));
    primitive_attr adding = new primitive_attr();
    adding.set_scratchpad_mode(dnnl.dnnl_scratchpad_mode_user);
    post_ops sum = new post_ops();
    sum.append_sum();
    adding.set_post_ops(sum);
    this.whole = product(library, rowsAtATime, adding);
    int left = all % rowsAtATime;
    this.rest = left == 0 ? null : product(library, left, adding);
    this.input = new WinogradInput(kernels, x);
    this.columnsAtATime = WinogradKernels.columnsAtATime(tileColumns, dy.c());
    int size = columnsAtATime * dy.c();
    int m = kernels.output();
    int side = kernels.side();
    this.line = new float[m * size];
    this.pixels = new float[m][m][size];
    this.columns = new float[m][side][size];
    this.row = new float[m][];
    this.expanded = new float[side][size];
    this.matrices = new float[side][side][WinogradKernels.CHUNK];
    this.column = new float[side][];
    this.halfway = new float[WINDOW][side][WinogradKernels.CHUNK];
  }

  private matmul.primitive_desc product(
      Native library, int tileRowsTogether, primitive_attr adding) {
    int tiles = tileRowsTogether * tileColumns;
    return new matmul.primitive_desc(
        library.cpu(),
        Native.transposed(kernels.tile(), x.c(), tiles, Element.FLOAT32),
        Native.matrices(kernels.tile(), tiles, dy.c(), Element.FLOAT32),
        Native.matrices(kernels.tile(), x.c(), dy.c(), Element.FLOAT32),
        adding,
        false);
  }

  @Override
  public long scratch() {
    return sumsAt() + Aligned.up((long) kernels.tile() * x.c() * dy.c());
  }

  private long transformedAt() {
    long pad = Native.values(whole.scratchpad_desc());
    return Aligned.up(rest == null ? pad : Math.max(pad, Native.values(rest.scratchpad_desc())));
  }

  private long gradientsAt() {
    return transformedAt() + Aligned.up((long) kernels.tile() * rowsAtATime * tileColumns * x.c());
  }

  private long sumsAt() {
    return gradientsAt() + Aligned.up((long) kernels.tile() * rowsAtATime * tileColumns * dy.c());
  }

  @Override
  public void bind(Scratch scratch) {
    reader = Runs.of(lane, images, scratch, 0);
    int tiles = rowsAtATime * tileColumns;
    transformedTiles = scratch.values(transformedAt(), kernels.tile() * tiles * x.c());
    gradientTiles = scratch.values(gradientsAt(), kernels.tile() * tiles * dy.c());
    sums = scratch.values(sumsAt(), kernels.tile() * x.c() * dy.c());
    multiplyWhole = multiply(scratch, whole);
    multiplyRest = rest == null ? null : multiply(scratch, rest);
  }

  private Primitive multiply(Scratch scratch, matmul.primitive_desc desc) {
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
    int side = kernels.side();
    int all = x.n() * tileRows;
    for (int first = 0; first < all; first += rowsAtATime) {
      int count = Math.min(rowsAtATime, all - first);
      input.transform(reader, first, count, transformedTiles, (i, j) -> side * i + j);
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
    int side = kernels.side();
    int image = tileRow / tileRows;
    int top = kernels.output() * (tileRow % tileRows);
    int matrix = count * tileColumns * channels;
    for (int column = 0; column < tileColumns; column += columnsAtATime) {
      int tiles = Math.min(columnsAtATime, tileColumns - column);
      int size = tiles * channels;
      for (int i = 0; i < kernels.output(); i++) {
        read(gradient, image, top + i, column, tiles, i);
      }
      for (int k = 0; k < kernels.output(); k++) {
        kernels.gradient(pixels[k], columns[k], size);
      }
      int at = (place * tileColumns + column) * channels;
      for (int i = 0; i < side; i++) {
        WinogradKernels.column(columns, i, row);
        kernels.gradient(row, expanded, size);
        for (int j = 0; j < side; j++) {
          gradientTiles.put((side * i + j) * matrix + at, expanded[j], 0, size);
        }
      }
    }
  }

  /** Reads a part of a row, row {@code i} of its tiles, to the columns of pixels; zero outside. */
  private void read(FloatBuffer gradient, int image, int y, int column, int tiles, int i) {
    int channels = dy.c();
    int m = kernels.output();
    int left = m * column;
    int width = y < dy.h() ? Math.min(m * tiles, dy.w() - left) : 0;
    if (width > 0) {
      int from = ((image * dy.h() + y) * dy.w() + left) * channels;
      gradient.get(from, line, 0, width * channels);
    }
    for (int x = 0; x < m * tiles; x++) {
      int at = x / m * channels;
      if (x < width) {
        System.arraycopy(line, x * channels, pixels[x % m][i], at, channels);
      } else {
        Arrays.fill(pixels[x % m][i], at, at + channels, 0);
      }
    }
  }

  /** {@code G^T M G}. */
  private void contract(FloatBuffer target) {
    int size = x.c() * dy.c();
    for (int from = 0; from < size; from += WinogradKernels.CHUNK) {
      int n = Math.min(WinogradKernels.CHUNK, size - from);
      int side = kernels.side();
      for (int i = 0; i < kernels.tile(); i++) {
        sums.get(i * size + from, matrices[i / side][i % side], 0, n);
      }
      for (int j = 0; j < side; j++) {
        WinogradKernels.column(matrices, j, column);
        WinogradKernels.column(halfway, j, halfwayColumn);
        kernels.weightGradient(column, halfwayColumn, n);
      }
      for (int i = 0; i < WINDOW; i++) {
        kernels.weightGradient(halfway[i], taps, n);
        for (int j = 0; j < WINDOW; j++) {
          target.put((WINDOW * i + j) * size + from, taps[j], 0, n);
        }
      }
    }
  }
}
