package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Shape;
import java.nio.FloatBuffer;
import java.util.Optional;

/** A 3x3 convolution of stride 1 by {@link WinogradPass}. */
final class WinogradOp implements Operation, OneDnnLane.Bindable {
  /** With fewer channels the transforms cost more than they save. */
  private static final int FEWEST_CHANNELS = 32;

  /** With fewer pixels, packing the transformed weights costs more than it saves. */
  private static final int FEWEST_PIXELS = 500;

  private final OneDnnLane lane;
  private final OneDnnTensor x;
  private final OneDnnTensor y;
  private final Optional<Lane.Gradients> gradients;
  private final Optional<GradientTarget> dx;
  private final WinogradWeights weights;
  private final WinogradPass forward;
  private final WinogradPass inputGradient;
  private final WinogradWeightGradient weightGradient;

  WinogradOp(
      OneDnnLane lane,
      OneDnnTensor x,
      OneDnnFlatBuffer weights,
      OneDnnTensor y,
      Optional<Lane.Gradients> gradients) {
    Native library = lane.engine().library();
    int in = x.shape().c();
    int out = y.shape().c();
    this.lane = lane;
    this.x = x;
    this.y = y;
    this.gradients = gradients;
    this.dx = gradients.flatMap(Lane.Gradients::dx);
    this.weights = lane.engine().transformed(weights, in, out);
    this.forward = new WinogradPass(library, x.shape(), out, WinogradPass.Direction.FORWARD);
    this.inputGradient =
        dx.isPresent()
            ? new WinogradPass(library, y.shape(), in, WinogradPass.Direction.BACKWARD)
            : null;
    this.weightGradient =
        gradients.isPresent() ? new WinogradWeightGradient(library, x.shape(), y.shape()) : null;
  }

  /** Whether this way is open, and shorter than the library's. */
  static boolean suits(ConvolutionGeometry geometry, OneDnnTensor input, OneDnnTensor output) {
    Shape x = input.shape();
    Shape y = output.shape();
    boolean worthwhile =
        Math.min(x.c(), y.c()) >= FEWEST_CHANNELS
            && Math.min(x.h(), x.w()) >= 4
            && x.rows() >= FEWEST_PIXELS;
    return geometry.kernel() == 3
        && geometry.stride() == 1
        && input.element() == Element.FLOAT32
        && worthwhile;
  }

  @Override
  public long scratch() {
    long most = forward.scratch();
    if (inputGradient != null) {
      most = Math.max(most, inputGradient.scratch());
    }
    return weightGradient == null ? most : Math.max(most, weightGradient.scratch());
  }

  @Override
  public void bind(OneDnnLane.Scratch scratch) {
    forward.bind(
        lane, scratch, weights.packed(WinogradPass.Direction.FORWARD, forward.weightsLayout()));
    if (inputGradient != null) {
      inputGradient.bind(
          lane,
          scratch,
          weights.packed(WinogradPass.Direction.BACKWARD, inputGradient.weightsLayout()));
    }
    if (weightGradient != null) {
      weightGradient.bind(lane, scratch);
    }
  }

  @Override
  public void forward() {
    weights.refresh();
    forward.run(x.values(), y.values(), GradientTarget.Mode.SET);
  }

  @Override
  public void backward() {
    Lane.Gradients g = gradients.orElseThrow();
    FloatBuffer dy = OneDnnLane.of(g.dy()).values();
    weightGradient.run(x.values(), dy, OneDnnFlatBuffer.of(g.weights().orElseThrow()).values());
    if (inputGradient != null) {
      weights.refresh();
      GradientTarget target = dx.orElseThrow();
      inputGradient.run(dy, OneDnnLane.of(target.tensor()).values(), target.mode());
    }
  }
}
