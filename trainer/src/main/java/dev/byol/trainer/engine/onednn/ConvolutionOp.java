package dev.byol.trainer.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.onednn.library.Aligned;
import dev.byol.trainer.engine.onednn.library.Bindable;
import dev.byol.trainer.engine.onednn.library.ConvolutionDescs;
import dev.byol.trainer.engine.onednn.library.GradientWriter;
import dev.byol.trainer.engine.onednn.library.LaneCalls;
import dev.byol.trainer.engine.onednn.library.Native;
import dev.byol.trainer.engine.onednn.library.OneDnnFlatBuffer;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import dev.byol.trainer.engine.onednn.library.PackedWeights;
import dev.byol.trainer.engine.onednn.library.Primitive;
import dev.byol.trainer.engine.onednn.library.Scratch;
import dev.byol.trainer.engine.onednn.library.WeightGradient;
import java.util.Optional;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.memory;

/** A convolution by the library, on NHWC activations, with weights in the layout it prefers. */
final class ConvolutionOp implements Operation, Bindable {
  private final LaneCalls lane;
  private final OneDnnTensor x;
  private final OneDnnTensor y;
  private final Optional<Lane.Gradients> gradients;
  private final memory.desc plainWeights;
  private final convolution_forward.primitive_desc forwardDesc;
  private final PackedWeights forwardWeights;
  private final WeightGradient weightGradient;
  private final convolution_backward_data.primitive_desc inputDesc;
  private final PackedWeights backwardWeights;
  private Primitive forward;
  private Primitive inputGradient;
  private GradientWriter dx;

  ConvolutionOp(
      OneDnnEngine engine,
      LaneCalls lane,
      ConvolutionGeometry geometry,
      OneDnnTensor x,
      OneDnnFlatBuffer weights,
      OneDnnTensor y,
      Optional<Lane.Gradients> gradients) {
    this.lane = lane;
    this.x = x;
    this.y = y;
    this.gradients = gradients;
    this.plainWeights = ConvolutionDescs.plainWeights(geometry, x.shape(), y.shape());
    ConvolutionDescs descs = new ConvolutionDescs(lane.library(), geometry, x, y);
    this.forwardDesc = descs.forward(gradients.isPresent());
    this.forwardWeights = engine.packed(weights, plainWeights, forwardDesc.weights_desc());
    this.weightGradient =
        gradients
            .map(
                g ->
                    new WeightGradient(
                        lane, descs.backwardWeights(forwardDesc), plainWeights, x, g))
            .orElse(null);
    this.inputDesc =
        gradients.flatMap(Lane.Gradients::dx).isPresent() ? descs.backwardData(forwardDesc) : null;
    this.backwardWeights =
        inputDesc == null ? null : engine.packed(weights, plainWeights, inputDesc.weights_desc());
  }

  @Override
  public long scratch() {
    long most = Native.values(forwardDesc.scratchpad_desc());
    if (weightGradient != null) {
      most = Math.max(most, weightGradient.scratch());
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
    forward =
        lane.primitive("convolution", new convolution_forward(forwardDesc))
            .with(DNNL_ARG_SRC, x.as(forwardDesc.src_desc()))
            .with(DNNL_ARG_WEIGHTS, forwardWeights.packed())
            .with(DNNL_ARG_DST, y.as(forwardDesc.dst_desc()))
            .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, forwardDesc.scratchpad_desc()))
            .build();
    if (weightGradient != null) {
      weightGradient.bind(scratch);
    }
    if (inputDesc != null) {
      bindInputGradient(scratch);
    }
  }

  private void bindInputGradient(Scratch scratch) {
    dx = GradientWriter.of(lane, dxTarget(), inputDesc.diff_src_desc(), scratch, inputGradientAt());
    inputGradient =
        lane.primitive("convolution's input gradient", new convolution_backward_data(inputDesc))
            .with(
                DNNL_ARG_DIFF_DST,
                OneDnnTensor.of(gradients.orElseThrow().dy()).as(inputDesc.diff_dst_desc()))
            .with(DNNL_ARG_WEIGHTS, backwardWeights.packed())
            .with(DNNL_ARG_DIFF_SRC, dx.output())
            .with(DNNL_ARG_SCRATCHPAD, scratch.memory(0, inputDesc.scratchpad_desc()))
            .build();
  }

  @Override
  public void forward() {
    forwardWeights.refresh();
    forward.run();
  }

  @Override
  public void backward() {
    weightGradient.run();
    if (inputGradient != null) {
      backwardWeights.refresh();
      inputGradient.run();
      dx.finish();
    }
  }
}
