package dev.byol.trainer.engine.onednn.batchnorm;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.onednn.library.LaneCalls;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import dev.byol.trainer.engine.onednn.library.Primitive;
import dev.byol.trainer.engine.onednn.library.Scratch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.memory;

/**
 * The passes of a batch norm over a block of rows, as calls of the library. A block is small enough
 * that what one call leaves is in the second-level cache for the next.
 */
final class BatchNormBlock {
  private final LaneCalls lane;
  private final BatchNormDescs descs;
  private final BatchNormVectors vectors;
  private final memory pad;
  private final memory result;
  private final memory correction;
  private final BlockPass statistics;
  private final BlockPass output;
  private final BlockPass gradientSums;
  private final BlockPass gradient;

  /** What a pass reads or writes. */
  private interface Operand {
    memory memory();

    /** Moves to a block: the one that begins with {@code row}, the {@code number}th of all. */
    void moveTo(int row, int number);
  }

  private record Rows(OneDnnTensor tensor, memory memory) implements Operand {
    @Override
    public void moveTo(int row, int number) {
      memory.set_data_handle(tensor.pointer((long) row * tensor.shape().c()));
    }
  }

  private record Mask(OneDnnTensor tensor, int ofBlock, memory memory) implements Operand {
    @Override
    public void moveTo(int row, int number) {
      memory.set_data_handle(tensor.pointer((long) number * ofBlock));
    }
  }

  /** Calls of the library on one block after another. */
  private static final class BlockPass {
    private final List<Operand> operands = new ArrayList<>();
    private final List<Primitive> calls = new ArrayList<>();

    memory at(Operand operand) {
      operands.add(operand);
      return operand.memory();
    }

    void run(int row, int number) {
      for (Operand operand : operands) {
        operand.moveTo(row, number);
      }
      for (Primitive call : calls) {
        call.run();
      }
    }
  }

  /**
   * Binds.
   *
   * @param masks where the library keeps ReLU's masks of all blocks; null if it keeps none
   * @param scratch at {@code at} there are {@link BatchNormDescs#scratch} values
   */
  BatchNormBlock(
      LaneCalls lane,
      BatchNormSpec spec,
      BatchNormDescs descs,
      BatchNormVectors vectors,
      OneDnnTensor masks,
      Scratch scratch,
      long at) {
    this.lane = lane;
    this.descs = descs;
    this.vectors = vectors;
    this.result = scratch.memory(at, descs.block);
    this.correction = scratch.memory(at + descs.resultValues(), descs.block);
    this.pad = scratch.memory(at + 2 * descs.resultValues(), descs.pad());
    Operand mask =
        masks == null
            ? null
            : new Mask(masks, masks.shape().c(), masks.as(descs.output.workspace_desc()));
    this.statistics = statistics(spec);
    this.output = output(spec, mask);
    this.gradientSums = spec.gradients().map(g -> gradientSums(spec, g, mask)).orElse(null);
    this.gradient = spec.gradients().map(g -> gradient(spec, g, mask)).orElse(null);
  }

  int rows() {
    return descs.rows;
  }

  /** Leaves the block's mean and variance in the vectors. */
  void statistics(int row, int number) {
    statistics.run(row, number);
  }

  /** Writes the output from the mean, variance, scale and shift in the vectors. */
  void output(int row, int number) {
    output.run(row, number);
  }

  /** Masks the output's gradient, hands the residual its share, and leaves the block's sums. */
  void gradientSums(int row, int number) {
    gradientSums.run(row, number);
  }

  /** Writes the input's gradient. */
  void gradient(int row, int number) {
    gradient.run(row, number);
  }

  private Rows rows(Tensor tensor) {
    OneDnnTensor rows = OneDnnTensor.of(tensor);
    return new Rows(rows, rows.as(descs.block));
  }

  private BlockPass statistics(BatchNormSpec spec) {
    BlockPass pass = new BlockPass();
    pass.calls.add(
        lane.primitive("batch norm's statistics", new batch_normalization_forward(descs.statistics))
            .with(DNNL_ARG_SRC, pass.at(rows(spec.x())))
            .with(DNNL_ARG_DST, result)
            .with(DNNL_ARG_MEAN, vectors.mean().memory())
            .with(DNNL_ARG_VARIANCE, vectors.variance().memory())
            .with(DNNL_ARG_SCRATCHPAD, pad)
            .build());
    return pass;
  }

  private BlockPass output(BatchNormSpec spec, Operand mask) {
    BlockPass pass = new BlockPass();
    memory y = pass.at(rows(spec.y()));
    LaneCalls.Call normalise =
        normalise(
            "batch norm",
            descs.output,
            pass.at(rows(spec.x())),
            descs.residual == null ? y : result,
            vectors.scale(),
            vectors.shift());
    if (mask != null) {
      normalise.with(DNNL_ARG_WORKSPACE, pass.at(mask));
    }
    pass.calls.add(normalise.build());
    if (descs.residual != null) {
      memory residual = pass.at(rows(spec.residual().orElseThrow()));
      pass.calls.add(add("adding the residual", descs.residual, result, residual, y));
    }
    return pass;
  }

  private LaneCalls.Call normalise(
      String name,
      batch_normalization_forward.primitive_desc desc,
      memory from,
      memory to,
      BatchNormVectors.Vector scale,
      BatchNormVectors.Vector shift) {
    return lane.primitive(name, new batch_normalization_forward(desc))
        .with(DNNL_ARG_SRC, from)
        .with(DNNL_ARG_DST, to)
        .with(DNNL_ARG_MEAN, vectors.mean().memory())
        .with(DNNL_ARG_VARIANCE, vectors.variance().memory())
        .with(DNNL_ARG_SCALE, scale.memory())
        .with(DNNL_ARG_SHIFT, shift.memory())
        .with(DNNL_ARG_SCRATCHPAD, pad);
  }

  private Primitive add(String name, binary.primitive_desc desc, memory a, memory b, memory to) {
    return lane.primitive(name, new binary(desc))
        .with(DNNL_ARG_SRC_0, a)
        .with(DNNL_ARG_SRC_1, b)
        .with(DNNL_ARG_DST, to)
        .with(DNNL_ARG_SCRATCHPAD, pad)
        .build();
  }

  private BlockPass gradientSums(
      BatchNormSpec spec, BatchNormSpec.Gradients gradients, Operand mask) {
    BlockPass pass = new BlockPass();
    memory dy = pass.at(rows(gradients.dy()));
    if (descs.mask != null) {
      pass.calls.add(
          lane.primitive("ReLU's mask", new eltwise_backward(descs.mask))
              .with(DNNL_ARG_DST, pass.at(rows(spec.y())))
              .with(DNNL_ARG_DIFF_DST, dy)
              .with(DNNL_ARG_DIFF_SRC, dy)
              .build());
    }
    if (!gradients.residualInPlace()) {
      gradients
          .residual()
          .ifPresent(
              target ->
                  pass.calls.add(
                      lane.contribution(dy, pass.at(rows(target.tensor())), target.mode())));
    }
    pass.calls.add(backward(pass, spec, dy, mask));
    return pass;
  }

  private Primitive backward(BlockPass pass, BatchNormSpec spec, memory dy, Operand mask) {
    LaneCalls.Call call =
        lane.primitive("batch norm's gradient", new batch_normalization_backward(descs.gradient))
            .with(DNNL_ARG_SRC, pass.at(rows(spec.x())))
            .with(DNNL_ARG_DIFF_DST, dy)
            .with(DNNL_ARG_DIFF_SRC, result)
            .with(DNNL_ARG_MEAN, vectors.mean().memory())
            .with(DNNL_ARG_VARIANCE, vectors.variance().memory())
            .with(DNNL_ARG_SCALE, vectors.scale().memory())
            .with(DNNL_ARG_SHIFT, vectors.shift().memory())
            .with(DNNL_ARG_DIFF_SCALE, vectors.productSums().memory())
            .with(DNNL_ARG_DIFF_SHIFT, vectors.gradientSums().memory())
            .with(DNNL_ARG_SCRATCHPAD, pad);
    return (mask == null ? call : call.with(DNNL_ARG_WORKSPACE, pass.at(mask))).build();
  }

  private BlockPass gradient(BatchNormSpec spec, BatchNormSpec.Gradients gradients, Operand mask) {
    BlockPass pass = new BlockPass();
    memory dx = pass.at(rows(gradients.dx().tensor()));
    pass.calls.add(backward(pass, spec, pass.at(rows(gradients.dy())), mask));
    pass.calls.add(
        normalise(
                "the gradient by way of the statistics",
                descs.correction,
                pass.at(rows(spec.x())),
                correction,
                vectors.correctionScale(),
                vectors.correctionShift())
            .build());
    pass.calls.add(add("adding gradients", descs.combination, result, correction, dx));
    return pass;
  }
}
