package dev.byol.trainer.engine.onednn.batchnorm;

import dev.byol.trainer.engine.onednn.library.VectorKernels;
import java.util.Arrays;

/**
 * Arrays of one lane that a batch norm works through, shared by all batch norms of a width. A chunk
 * is of several rows of channels, or of a piece of a long row, so that it and what belongs to its
 * channels lie in the first-level cache together.
 */
public final class Chunks {
  /** Values after which the same channels come again: whole rows. */
  final int period;

  /** Chunks of a period. */
  final int pieces;

  final float[] a;
  final float[] b;
  final float[] c;
  final float[] d;

  /** By piece. */
  final float[][] sum;

  /** By piece. */
  final float[][] product;

  private final int channels;
  private final int width;

  /** For rows of so many channels, at least 1. */
  public Chunks(int channels) {
    this.channels = channels;
    this.pieces = (channels + VectorKernels.CHUNK - 1) / VectorKernels.CHUNK;
    this.period = channels * Math.max(1, VectorKernels.CHUNK / channels);
    this.width = (period + pieces - 1) / pieces;
    this.a = new float[width];
    this.b = new float[width];
    this.c = new float[width];
    this.d = new float[width];
    this.sum = arrays();
    this.product = arrays();
  }

  /** Arrays of what belongs to the channels of a chunk, by piece. */
  float[][] arrays() {
    float[][] arrays = new float[pieces][];
    Arrays.setAll(arrays, piece -> new float[length(piece)]);
    return arrays;
  }

  /** Values of a whole chunk. */
  int length(int piece) {
    return Math.min(width, period - piece * width);
  }

  /** Chunks of that many values in whole rows, the last one perhaps shorter. */
  int count(int values) {
    int rest = values % period;
    return values / period * pieces + (rest + width - 1) / width;
  }

  /** The first value of a chunk; it is of the piece {@code chunk % pieces}. */
  int start(int chunk) {
    return chunk / pieces * period + chunk % pieces * width;
  }

  /** Sets {@code target} to a number of each channel, as often as its channels come. */
  void spread(float[] ofChannel, float[][] target) {
    for (int piece = 0; piece < pieces; piece++) {
      for (int i = 0; i < target[piece].length; i++) {
        target[piece][i] = ofChannel[(piece * width + i) % channels];
      }
    }
  }

  /** Adds {@code sum} and {@code product} to the channels' totals and clears them. */
  void drain(double[] target, int sumAt, int productAt) {
    for (int piece = 0; piece < pieces; piece++) {
      addTo(target, sumAt, sum[piece], piece * width);
      addTo(target, productAt, product[piece], piece * width);
    }
  }

  private void addTo(double[] target, int at, float[] values, int from) {
    for (int row = 0; row < values.length; row += channels) {
      int n = Math.min(channels, values.length - row);
      for (int i = 0; i < n; i++) {
        target[at + from + i] += values[row + i];
      }
    }
    Arrays.fill(values, 0);
  }
}
