package dev.byol.trainer.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.onednn.library.Aligned;
import dev.byol.trainer.engine.onednn.library.Bindable;
import dev.byol.trainer.engine.onednn.library.Element;
import dev.byol.trainer.engine.onednn.library.GradientWriter;
import dev.byol.trainer.engine.onednn.library.LaneCalls;
import dev.byol.trainer.engine.onednn.library.Native;
import dev.byol.trainer.engine.onednn.library.OneDnnFlatBuffer;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import dev.byol.trainer.engine.onednn.library.Primitive;
import dev.byol.trainer.engine.onednn.library.Scratch;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;

/** {@code y = x w + b}, on the weights as they lie: packing them would cost more than it saves. */
final class LinearOp implements Operation, Bindable {
  private final LaneCalls lane;
  private final OneDnnTensor x;
  private final OneDnnFlatBuffer weights;
  private final Optional<OneDnnFlatBuffer> bias;
  private final OneDnnTensor y;
  private final Optional<Lane.Gradients> gradients;
  private final inner_product_forward.primitive_desc forwardDesc;
  private final inner_product_backward_weights.primitive_desc weightsDesc;
  private final inner_product_backward_data.primitive_desc inputDesc;
  private Primitive forward;
  private Primitive weightGradient;
  private Primitive inputGradient;
  private GradientWriter dx;

  LinearOp(
      LaneCalls lane,
      OneDnnTensor x,
      OneDnnFlatBuffer weights,
      Optional<OneDnnFlatBuffer> bias,
      OneDnnTensor y,
      Optional<Lane.Gradients> gradients) {
    this.lane = lane;
    this.x = x;
    this.weights = weights;
    this.bias = bias;
    this.y = y;
    this.gradients = gradients;
    this.forwardDesc = forwardDesc();
    this.weightsDesc = gradients.map(this::weightsDesc).orElse(null);
    this.inputDesc = gradients.flatMap(Lane.Gradients::dx).map(t -> inputDesc()).orElse(null);
  }

  private inner_product_forward.primitive_desc forwardDesc() {
    Native library = lane.library();
    int kind = gradients.isPresent() ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference;
    memory.desc source = Native.vectors(x.shape());
    memory.desc result = Native.vectors(y.shape());
    return bias.isPresent()
        ? new inner_product_forward.primitive_desc(
            library.cpu(),
            kind,
            source,
            weightsLayout(),
            biasLayout(),
            result,
            library.attributes(),
            false)
        : new inner_product_forward.primitive_desc(
            library.cpu(), kind, source, weightsLayout(), result, library.attributes(), false);
  }

  private inner_product_backward_weights.primitive_desc weightsDesc(Lane.Gradients g) {
    Native library = lane.library();
    memory.desc source = Native.vectors(x.shape());
    memory.desc result = Native.vectors(y.shape());
    return g.bias().isPresent()
        ? new inner_product_backward_weights.primitive_desc(
            library.cpu(),
            source,
            weightsLayout(),
            biasLayout(),
            result,
            forwardDesc,
            library.attributes(),
            false)
        : new inner_product_backward_weights.primitive_desc(
            library.cpu(),
            source,
            weightsLayout(),
            result,
            forwardDesc,
            library.attributes(),
            false);
  }

  private inner_product_backward_data.primitive_desc inputDesc() {
    Native library = lane.library();
    return new inner_product_backward_data.primitive_desc(
        library.cpu(),
        Native.vectors(x.shape()),
        weightsLayout(),
        Native.vectors(y.shape()),
        forwardDesc,
        library.attributes(),
        false);
  }

  /** {@code [out, in]} to the library, lying as {@code [in, out]}. */
  private memory.desc weightsLayout() {
    return Native.matrix(y.shape().c(), x.shape().c(), memory.format_tag.ba);
  }

  private memory.desc biasLayout() {
    return Native.vector(y.shape().c(), Element.FLOAT32);
  }

  private memory at(OneDnnFlatBuffer buffer, memory.desc layout) {
    return new memory(layout, lane.library().cpu(), buffer.pointer());
  }

  @Override
  public long scratch() {
    long most = Native.values(forwardDesc.scratchpad_desc());
    if (weightsDesc != null) {
      most = Math.max(most, Native.values(weightsDesc.scratchpad_desc()));
    }
    if (inputDesc != null) {
      most = Math.max(most, inputGradientAt() + GradientWriter.scratch(dxTarget()));
    }
    return most;
  }

  private long inputGradientAt() {
    return Aligned.up(Native.values(inputDesc.scratchpad_desc()));
  }

  private GradientTarget dxTarget() {
    return gradients.orElseThrow().dx().orElseThrow();
  }

  @Override
  public void bind(Scratch scratch) {
    LaneCalls.Call call =
        lane.primitive("linear layer", new inner_product_forward(forwardDesc))
            .with(DNNL_ARG_SRC, x.rows())
            .with(DNNL_ARG_WEIGHTS, at(weights, weightsLayout()))
            .with(DNNL_ARG_DST, y.rows())
            .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, forwardDesc.scratchpad_desc()));
    bias.ifPresent(b -> call.with(DNNL_ARG_BIAS, at(b, biasLayout())));
    forward = call.build();
    gradients.ifPresent(g -> bindWeightGradient(g, scratch));
    if (inputDesc != null) {
      bindInputGradient(scratch);
    }
  }

  private void bindWeightGradient(Lane.Gradients g, Scratch scratch) {
    OneDnnFlatBuffer dw = OneDnnFlatBuffer.of(g.weights().orElseThrow());
    LaneCalls.Call call =
        lane.primitive(
                "linear layer's weight gradient", new inner_product_backward_weights(weightsDesc))
            .with(DNNL_ARG_SRC, x.rows())
            .with(DNNL_ARG_DIFF_DST, OneDnnTensor.of(g.dy()).rows())
            .with(DNNL_ARG_DIFF_WEIGHTS, at(dw, weightsLayout()))
            .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, weightsDesc.scratchpad_desc()));
    g.bias()
        .map(OneDnnFlatBuffer::of)
        .ifPresent(db -> call.with(DNNL_ARG_DIFF_BIAS, at(db, biasLayout())));
    weightGradient = call.build();
  }

  private void bindInputGradient(Scratch scratch) {
    dx = GradientWriter.of(lane, dxTarget(), Native.vectors(x.shape()), scratch, inputGradientAt());
    inputGradient =
        lane.primitive("linear layer's input gradient", new inner_product_backward_data(inputDesc))
            .with(DNNL_ARG_DIFF_DST, OneDnnTensor.of(gradients.orElseThrow().dy()).rows())
            .with(DNNL_ARG_WEIGHTS, at(weights, weightsLayout()))
            .with(DNNL_ARG_DIFF_SRC, dx.output())
            .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, inputDesc.scratchpad_desc()))
            .build();
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public void backward() {
    weightGradient.run();
    if (inputGradient != null) {
      inputGradient.run();
      dx.finish();
    }
  }
}
