package dev.byol.trainer.engine.onednn.winograd;

import dev.byol.trainer.engine.Shape;

/**
 * The transforms of Winograd's minimal filtering F(m x m, 3x3), as Lavin and Gray ("Fast Algorithms
 * for Convolutional Neural Networks", 2015, section 4) write them: {@code Y = A^T [(G g G^T) * (B^T
 * d B)] A}, each along one axis. Arrays are whole rows of pixels or matrices, {@code n} values of
 * each. A loop has few arrays and few operations: JDK 17's compiler does not vectorise others, or
 * not always.
 *
 * <p>The first and the last point are 0 and infinity, so the first and the last of {@code G}'s rows
 * take a tap as it is.
 */
public sealed interface WinogradKernels permits WinogradF2, WinogradF4 {
  /** Values of each array on the way through a transform: measured faster than 256 and 1024. */
  int CHUNK = 512;

  /** Side of a tile of the output, m. */
  int output();

  /** Side of a tile of the input and of a transformed tile, m + 2. */
  default int side() {
    return output() + 2;
  }

  /** Values of a transformed tile. */
  default int tile() {
    return side() * side();
  }

  /** Tiles that are multiplied at a time, about: their products stay in the second-level cache. */
  int tilesAtATime();

  /** Where value {@code i} of a side's transformed weights comes in those of the window turned. */
  int turned(int i);

  /** {@code B^T}: of {@code side} rows to as many. */
  void input(float[][] in, float[][] out, int n);

  /** {@code A^T}: of {@code side} rows, which are overwritten, to m. */
  void output(float[][] in, float[][] out, int n);

  /** {@code G} but for its first and last row: of three rows to {@code out}'s inner ones. */
  void weights(float[] a, float[] b, float[] c, float[][] out, int n);

  /** {@code A}: of m rows to {@code side}. */
  void gradient(float[][] in, float[][] out, int n);

  /** {@code G^T}: of {@code side} rows, which are overwritten, to three. */
  void weightGradient(float[][] in, float[][] out, int n);

  /** Column {@code j}: of each row its array {@code j}, itself and not a copy, into {@code to}. */
  static void column(float[][][] rows, int j, float[][] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = rows[i][j];
    }
  }

  /** Tiles of a row that are worked on at a time. */
  static int columnsAtATime(int tileColumns, int channels) {
    return Math.min(tileColumns, Math.max(1, CHUNK / channels));
  }

  /** Tiles of a side of that many pixels, the last of them ragged. */
  default int tilesOf(int pixels) {
    return (pixels + output() - 1) / output();
  }

  /** Multiplications for images of that shape and one pair of channels. */
  default long multiplications(Shape images) {
    return (long) images.n() * tilesOf(images.h()) * tilesOf(images.w()) * tile();
  }
}
