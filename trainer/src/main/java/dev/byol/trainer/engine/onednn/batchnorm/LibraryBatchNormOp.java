package dev.byol.trainer.engine.onednn.batchnorm;

import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.host.BatchNormPasses;
import dev.byol.trainer.engine.onednn.library.Bindable;
import dev.byol.trainer.engine.onednn.library.LaneCalls;
import dev.byol.trainer.engine.onednn.library.Native;
import dev.byol.trainer.engine.onednn.library.OneDnnFlatBuffer;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import dev.byol.trainer.engine.onednn.library.Scratch;
import java.util.Arrays;

/**
 * Batch normalisation by the library's kernels, block after block of rows, for bfloat16. A block
 * gives its mean and variance, or its gradient's sums, which are added up in double; the library is
 * told what they come to over all lanes and workers. What a gradient owes to the statistics, {@code
 * -scale * inv * (m1 + (x - mean) * inv^2 * m2)}, is a batch norm of the input with another scale
 * and shift.
 */
public final class LibraryBatchNormOp implements BatchNormPasses, Bindable {
  /** Values of a block, about: measured faster than half and twice as many. */
  private static final int BLOCK = 64 * 1024;

  /** With fewer rows, adding up what a block gives takes longer than the block. */
  private static final int FEWEST_ROWS = 64;

  private final LaneCalls lane;
  private final BatchNormSpec spec;
  private final int channels;
  private final int rowsOfView;
  private final int blocksOfView;
  private final BatchNormDescs whole;
  private final BatchNormDescs rest;
  private final OneDnnTensor masks;
  private final float[] scale;
  private final float[][] means;
  private final float[][] variances;
  private final float[] first;
  private final float[] second;
  private BatchNormVectors vectors;
  private BatchNormBlock wholeBlock;
  private BatchNormBlock restBlock;

  /** Plans; declares what it keeps between its halves in that lane. */
  public LibraryBatchNormOp(LaneCalls lane, BatchNormSpec spec) {
    this.lane = lane;
    this.spec = spec;
    Shape shape = spec.x().shape();
    this.channels = shape.c();
    this.rowsOfView = shape.rows() / spec.views();
    int rowsAtATime = Math.min(rowsOfView, Math.max(FEWEST_ROWS, BLOCK / channels));
    this.blocksOfView = (rowsOfView + rowsAtATime - 1) / rowsAtATime;
    Native library = lane.library();
    this.whole = new BatchNormDescs(library, spec, rowsAtATime);
    int left = rowsOfView % rowsAtATime;
    this.rest = left == 0 ? null : new BatchNormDescs(library, spec, left);
    this.masks =
        whole.keepsMask()
            ? lane.tensor(
                Shape.vectors(spec.views() * blocksOfView, whole.maskValues()), Lifetime.always())
            : null;
    this.scale = new float[channels];
    this.means = new float[spec.views()][channels];
    this.variances = new float[spec.views()][channels];
    this.first = new float[channels];
    this.second = new float[channels];
  }

  @Override
  public long scratch() {
    long most = rest == null ? 0 : rest.scratch();
    return BatchNormVectors.scratch(channels) + Math.max(whole.scratch(), most);
  }

  @Override
  public void bind(Scratch scratch) {
    long at = BatchNormVectors.scratch(channels);
    vectors = BatchNormVectors.in(scratch, channels);
    wholeBlock = new BatchNormBlock(lane, spec, whole, vectors, masks, scratch, at);
    restBlock =
        rest == null ? null : new BatchNormBlock(lane, spec, rest, vectors, masks, scratch, at);
  }

  private interface OfBlock {
    void run(BatchNormBlock block, int row, int number);
  }

  private void forEachBlock(int view, OfBlock work) {
    for (int i = 0; i < blocksOfView; i++) {
      boolean last = i == blocksOfView - 1 && restBlock != null;
      work.run(
          last ? restBlock : wholeBlock,
          view * rowsOfView + i * whole.rows,
          view * blocksOfView + i);
    }
  }

  @Override
  public void sums(double[] target) {
    Arrays.fill(target, 0);
    for (int view = 0; view < spec.views(); view++) {
      int at = view * 2 * channels;
      forEachBlock(
          view,
          (block, row, number) -> {
            block.statistics(row, number);
            vectors.mean().get(first);
            vectors.variance().get(second);
            int rows = block.rows();
            for (int c = 0; c < channels; c++) {
              double mean = first[c];
              target[at + c] += rows * mean;
              target[at + channels + c] += rows * (second[c] + mean * mean);
            }
          });
    }
  }

  @Override
  public void normalise(double[] mean, double[] variance) {
    OneDnnFlatBuffer.of(spec.scale()).values().get(0, scale);
    OneDnnFlatBuffer.of(spec.offset()).values().get(0, first);
    vectors.scale().set(scale);
    vectors.shift().set(first);
    for (int view = 0; view < spec.views(); view++) {
      for (int c = 0; c < channels; c++) {
        means[view][c] = (float) mean[view * channels + c];
        variances[view][c] = (float) variance[view * channels + c];
      }
      setStatistics(view);
      forEachBlock(view, BatchNormBlock::output);
    }
  }

  private void setStatistics(int view) {
    vectors.mean().set(means[view]);
    vectors.variance().set(variances[view]);
  }

  @Override
  public void backwardSums(double[] target) {
    Arrays.fill(target, 0);
    vectors.scale().set(scale);
    for (int view = 0; view < spec.views(); view++) {
      int at = view * 2 * channels;
      setStatistics(view);
      forEachBlock(
          view,
          (block, row, number) -> {
            block.gradientSums(row, number);
            vectors.gradientSums().get(first);
            vectors.productSums().get(second);
            for (int c = 0; c < channels; c++) {
              target[at + c] += first[c];
              target[at + channels + c] += second[c];
            }
          });
      // The library's products are with the normalised input; the caller wants them with the input.
      for (int c = 0; c < channels; c++) {
        double deviation = Math.sqrt(variances[view][c] + spec.epsilon());
        target[at + channels + c] =
            target[at + channels + c] * deviation + means[view][c] * target[at + c];
      }
    }
  }

  @Override
  public void backward(double[] mean, double[] variance, double[] m1, double[] m2) {
    vectors.scale().set(scale);
    for (int view = 0; view < spec.views(); view++) {
      setStatistics(view);
      for (int c = 0; c < channels; c++) {
        int at = view * channels + c;
        double inverse = 1 / Math.sqrt(variance[at] + spec.epsilon());
        first[c] = (float) (-scale[c] * inverse * inverse * m2[at]);
        second[c] = (float) (-scale[c] * inverse * m1[at]);
      }
      vectors.correctionScale().set(first);
      vectors.correctionShift().set(second);
      forEachBlock(view, BatchNormBlock::gradient);
    }
  }
}
