package dev.byol.trainer.engine.onednn.library;

import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.Shape;

/**
 * SAME padding as the library wants it.
 *
 * @param before rows at the top, columns on the left
 * @param after rows at the bottom, columns on the right
 */
public record Padding(long[] before, long[] after) {
  /** For a window over images of shape {@code x}. */
  public static Padding of(ConvolutionGeometry geometry, Shape x) {
    return new Padding(
        new long[] {geometry.padBefore(x.h()), geometry.padBefore(x.w())},
        new long[] {after(geometry, x.h()), after(geometry, x.w())});
  }

  private static int after(ConvolutionGeometry geometry, int size) {
    int covered = (geometry.output(size) - 1) * geometry.stride() + geometry.kernel();
    return Math.max(0, covered - size) - geometry.padBefore(size);
  }
}
