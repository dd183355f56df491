package dev.byol.trainer.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.onednn.library.Aligned;
import dev.byol.trainer.engine.onednn.library.Bindable;
import dev.byol.trainer.engine.onednn.library.GradientWriter;
import dev.byol.trainer.engine.onednn.library.LaneCalls;
import dev.byol.trainer.engine.onednn.library.Native;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import dev.byol.trainer.engine.onednn.library.Padding;
import dev.byol.trainer.engine.onednn.library.Primitive;
import dev.byol.trainer.engine.onednn.library.Scratch;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** Max pooling over windows. */
final class PoolOp implements Operation, Bindable {
  private final LaneCalls lane;
  private final OneDnnTensor x;
  private final OneDnnTensor y;
  private final Optional<Lane.Gradients> gradients;
  private final pooling_forward.primitive_desc forwardDesc;
  private final pooling_backward.primitive_desc backwardDesc;
  private final OneDnnTensor workspace;
  private Primitive forward;
  private Primitive backward;
  private GradientWriter dx;

  PoolOp(
      LaneCalls lane,
      ConvolutionGeometry geometry,
      OneDnnTensor x,
      OneDnnTensor y,
      Optional<Lane.Gradients> gradients) {
    this.lane = lane;
    this.x = x;
    this.y = y;
    this.gradients = gradients;
    Native library = lane.library();
    memory.desc source = Native.images(x.shape(), x.element());
    memory.desc result = Native.images(y.shape(), y.element());
    Padding padding = Padding.of(geometry, x.shape());
    long[] kernel = {geometry.kernel(), geometry.kernel()};
    long[] stride = {geometry.stride(), geometry.stride()};
    long[] dilation = {0, 0};
    this.forwardDesc =
        new pooling_forward.primitive_desc(
            library.cpu(),
            gradients.isPresent() ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference,
            dnnl.dnnl_pooling_max,
            source,
            result,
            stride,
            kernel,
            dilation,
            padding.before(),
            padding.after(),
            library.attributes(),
            false);
    if (gradients.isEmpty()) {
      backwardDesc = null;
      workspace = null;
      return;
    }
    this.backwardDesc =
        new pooling_backward.primitive_desc(
            library.cpu(),
            dnnl.dnnl_pooling_max,
            source,
            result,
            stride,
            kernel,
            dilation,
            padding.before(),
            padding.after(),
            forwardDesc,
            library.attributes(),
            false);
    long values = Native.values(forwardDesc.workspace_desc());
    this.workspace =
        values == 0
            ? null
            : lane.tensor(Shape.vectors(1, Math.toIntExact(values)), Lifetime.always());
  }

  @Override
  public long scratch() {
    long forwardNeeds = Native.values(forwardDesc.scratchpad_desc());
    return backwardDesc == null
        ? forwardNeeds
        : Math.max(forwardNeeds, writerAt() + GradientWriter.scratch(target()));
  }

  private GradientTarget target() {
    return gradients.orElseThrow().dx().orElseThrow();
  }

  private long writerAt() {
    return Aligned.up(Native.values(backwardDesc.scratchpad_desc()));
  }

  @Override
  public void bind(Scratch scratch) {
    LaneCalls.Call call =
        lane.primitive("pooling", new pooling_forward(forwardDesc))
            .with(DNNL_ARG_SRC, x.images())
            .with(DNNL_ARG_DST, y.images())
            .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, forwardDesc.scratchpad_desc()));
    if (workspace != null) {
      call.with(DNNL_ARG_WORKSPACE, workspace.as(forwardDesc.workspace_desc()));
    }
    forward = call.build();
    if (backwardDesc != null) {
      bindBackward(scratch);
    }
  }

  private void bindBackward(Scratch scratch) {
    Lane.Gradients g = gradients.orElseThrow();
    dx = GradientWriter.of(lane, target(), backwardDesc.diff_src_desc(), scratch, writerAt());
    LaneCalls.Call call =
        lane.primitive("pooling's gradient", new pooling_backward(backwardDesc))
            .with(DNNL_ARG_DIFF_DST, OneDnnTensor.of(g.dy()).images())
            .with(DNNL_ARG_DIFF_SRC, dx.output())
            .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, backwardDesc.scratchpad_desc()));
    if (workspace != null) {
      call.with(DNNL_ARG_WORKSPACE, workspace.as(backwardDesc.workspace_desc()));
    }
    backward = call.build();
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public void backward() {
    backward.run();
    dx.finish();
  }
}
