package dev.byol.trainer.engine.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import dev.byol.trainer.engine.Lane;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.memory;

/** The gradient of a convolution's weights, by the library, brought into the reference's layout. */
public final class WeightGradient implements Pass {
  private final LaneCalls lane;
  private final OneDnnTensor x;
  private final OneDnnTensor dy;
  private final OneDnnFlatBuffer target;
  private final memory.desc plain;
  private final convolution_backward_weights.primitive_desc desc;
  private FloatBuffer unwritten;
  private Primitive compute;
  private Primitive unpack;

  /**
   * Plans.
   *
   * @param plain layout of the gradient in its flat buffer
   */
  public WeightGradient(
      LaneCalls lane,
      convolution_backward_weights.primitive_desc desc,
      memory.desc plain,
      OneDnnTensor x,
      Lane.Gradients gradients) {
    this.lane = lane;
    this.desc = desc;
    this.plain = plain;
    this.x = x;
    this.dy = OneDnnTensor.of(gradients.dy());
    this.target = OneDnnFlatBuffer.of(gradients.weights().orElseThrow());
  }

  @Override
  public long scratch() {
    return packedAt() + Native.values(desc.diff_weights_desc());
  }

  private long packedAt() {
    return Aligned.up(Native.values(desc.scratchpad_desc()));
  }

  @Override
  public void bind(Scratch scratch) {
    memory.desc layout = desc.diff_weights_desc();
    memory result = new memory(plain, lane.library().cpu(), target.pointer());
    boolean straight = layout.equals(plain);
    memory computed = straight ? result : scratch.memory(packedAt(), layout);
    compute =
        lane.primitive("convolution's weight gradient", new convolution_backward_weights(desc))
            .with(DNNL_ARG_SRC, x.as(desc.src_desc()))
            .with(DNNL_ARG_DIFF_DST, dy.as(desc.diff_dst_desc()))
            .with(DNNL_ARG_DIFF_WEIGHTS, computed)
            .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, desc.scratchpad_desc()))
            .build();
    if (readsScratchUnwritten()) {
      unwritten = scratch.values(0, (int) Native.values(desc.scratchpad_desc()));
    }
    if (!straight) {
      unpack = lane.reorder("unpacking a gradient", computed, result);
    }
  }

  /**
   * In bfloat16 with a stride, dnnl 3.13 takes what lies beside images of one column from scratch
   * memory that it has not written.
   */
  private boolean readsScratchUnwritten() {
    return x.element() == Element.BFLOAT16 && x.shape().w() == 1;
  }

  @Override
  public void run() {
    if (unwritten != null) {
      VectorKernels.clear(unwritten);
    }
    compute.run();
    if (unpack != null) {
      unpack.run();
    }
  }
}
