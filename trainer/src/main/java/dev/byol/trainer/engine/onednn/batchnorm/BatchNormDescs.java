package dev.byol.trainer.engine.onednn.batchnorm;

import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.BatchNormSpec.Activation;
import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.onednn.library.Aligned;
import dev.byol.trainer.engine.onednn.library.Native;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/** Asks the library for the kernels of a batch norm over a block of rows of channels. */
final class BatchNormDescs {
  private static final int WITH_GIVEN_STATISTICS =
      dnnl.dnnl_use_global_stats | dnnl.dnnl_use_scale | dnnl.dnnl_use_shift;

  /** Rows of the block. */
  final int rows;

  /** {@code [rows, c]}. */
  final memory.desc block;

  /** Mean and variance of each channel. */
  final batch_normalization_forward.primitive_desc statistics;

  /** The output, or what the residual is added to. */
  final batch_normalization_forward.primitive_desc output;

  /** Adds the residual; null without one. */
  final binary.primitive_desc residual;

  /** ReLU's mask where the output is a sum with the residual; null where none is needed. */
  final eltwise_backward.primitive_desc mask;

  /** The input's gradient but for the statistics' own, with its sums; null without gradients. */
  final batch_normalization_backward.primitive_desc gradient;

  /** The gradient by way of the statistics: a slope and a shift; null without gradients. */
  final batch_normalization_forward.primitive_desc correction;

  /** Adds both gradients up; null without gradients. */
  final binary.primitive_desc combination;

  private final Native library;
  private final float epsilon;

  BatchNormDescs(Native library, BatchNormSpec spec, int rows) {
    this.library = library;
    this.rows = rows;
    this.epsilon = (float) spec.epsilon();
    Shape shape = spec.x().shape();
    this.block =
        Native.images(new Shape(1, 1, rows, shape.c()), OneDnnTensor.of(spec.x()).element());
    boolean trained = spec.gradients().isPresent();
    boolean added = spec.residual().isPresent();
    boolean relu = spec.activation() == Activation.RELU;
    int flags = WITH_GIVEN_STATISTICS | (relu && !added ? dnnl.dnnl_fuse_norm_relu : 0);
    this.statistics = forward(dnnl.dnnl_forward_training, 0);
    this.output =
        forward(trained ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference, flags);
    this.residual = added ? addition(relu ? Native.relu() : new post_ops()) : null;
    this.mask = trained && added && relu ? maskByOutput() : null;
    this.gradient =
        trained
            ? new batch_normalization_backward.primitive_desc(
                library.cpu(),
                dnnl.dnnl_backward,
                block,
                block,
                block,
                epsilon,
                flags,
                output,
                library.attributes(),
                false)
            : null;
    this.correction = trained ? forward(dnnl.dnnl_forward_inference, WITH_GIVEN_STATISTICS) : null;
    this.combination =
        spec.gradients()
            .map(
                g ->
                    addition(
                        g.dx().mode() == GradientTarget.Mode.ADD ? Native.sum() : new post_ops()))
            .orElse(null);
  }

  private batch_normalization_forward.primitive_desc forward(int kind, int flags) {
    return new batch_normalization_forward.primitive_desc(
        library.cpu(), kind, block, block, epsilon, flags, library.attributes(), false);
  }

  private binary.primitive_desc addition(post_ops then) {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(dnnl.dnnl_scratchpad_mode_user);
    attributes.set_post_ops(then);
    return new binary.primitive_desc(
        library.cpu(), dnnl.dnnl_binary_add, block, block, block, attributes, false);
  }

  private eltwise_backward.primitive_desc maskByOutput() {
    int relu = dnnl.dnnl_eltwise_relu_use_dst_for_bwd;
    return new eltwise_backward.primitive_desc(
        library.cpu(),
        relu,
        block,
        block,
        block,
        0,
        0,
        new eltwise_forward.primitive_desc(
            library.cpu(), dnnl.dnnl_forward_training, relu, block, block, 0, 0));
  }

  /** Whether the library keeps ReLU's mask from the forward to the backward pass. */
  boolean keepsMask() {
    return gradient != null && output.workspace_desc().get_size() > 0;
  }

  /** Float32 values that hold the mask of a block. */
  int maskValues() {
    return Math.toIntExact(Native.values(output.workspace_desc()));
  }

  /** Float32 values that one of two results of a block takes in scratch. */
  long resultValues() {
    return Aligned.up(Native.values(block));
  }

  /** Float32 values of scratch memory: two results and the library's own. */
  long scratch() {
    return 2 * resultValues() + Native.values(pad());
  }

  /** The library's own scratch memory. */
  memory.desc pad() {
    return Stream.of(
            statistics.scratchpad_desc(),
            output.scratchpad_desc(),
            residual == null ? null : residual.scratchpad_desc(),
            gradient == null ? null : gradient.scratchpad_desc(),
            correction == null ? null : correction.scratchpad_desc(),
            combination == null ? null : combination.scratchpad_desc())
        .filter(Objects::nonNull)
        .max(Comparator.comparingLong(memory.desc::get_size))
        .orElseThrow();
  }
}
