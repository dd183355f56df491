package dev.byol.trainer.engine.onednn.winograd;

import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.GradientTarget.Mode;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.onednn.library.Bindable;
import dev.byol.trainer.engine.onednn.library.ConvolutionDescs;
import dev.byol.trainer.engine.onednn.library.Element;
import dev.byol.trainer.engine.onednn.library.LaneCalls;
import dev.byol.trainer.engine.onednn.library.OneDnnFlatBuffer;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import dev.byol.trainer.engine.onednn.library.Pass;
import dev.byol.trainer.engine.onednn.library.Scratch;
import dev.byol.trainer.engine.onednn.library.WeightGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A 3x3 convolution of stride 1 by {@link WinogradPass}. In bfloat16 the gradient of the weights is
 * the library's: exact but for the rounding of what it multiplies, and hardly slower.
 */
public final class WinogradOp implements Operation, Bindable {
  private static final ConvolutionGeometry GEOMETRY = new ConvolutionGeometry(3, 1);

  /** With fewer channels the transforms cost more than they save. */
  private static final int FEWEST_CHANNELS = 32;

  /** The same where the products take half the time. */
  private static final int FEWEST_CHANNELS_BFLOAT16 = 128;

  /** With fewer pixels, packing the transformed weights costs more than it saves. */
  private static final int FEWEST_PIXELS = 500;

  /** Multiplications for each pair of channels; if larger tiles save fewer, the same. */
  private static final int FEWEST_SAVED = 1000;

  private final Pass forward;
  private final List<Pass> backward = new ArrayList<>();

  /** Plans; {@code copies} are of transformed weights, one for all lanes. */
  public WinogradOp(
      LaneCalls lane,
      WinogradWeights.Copies copies,
      OneDnnTensor x,
      OneDnnFlatBuffer weights,
      OneDnnTensor y,
      Optional<Lane.Gradients> gradients) {
    WinogradKernels kernels = kernels(x);
    WinogradWeights transformed = copies.of(kernels, weights, x.shape().c(), y.shape().c());
    this.forward =
        new WinogradPass(lane, transformed, x, y, Mode.SET, WinogradPass.Direction.FORWARD);
    gradients.ifPresent(
        g -> {
          OneDnnTensor dy = OneDnnTensor.of(g.dy());
          backward.add(
              x.element() == Element.FLOAT32
                  ? new WinogradWeightGradient(
                      lane, kernels, x, dy, OneDnnFlatBuffer.of(g.weights().orElseThrow()))
                  : libraryWeightGradient(lane, x, y, g));
          g.dx()
              .ifPresent(
                  dx ->
                      backward.add(
                          new WinogradPass(
                              lane,
                              transformed,
                              dy,
                              OneDnnTensor.of(dx.tensor()),
                              dx.mode(),
                              WinogradPass.Direction.BACKWARD)));
        });
  }

  private static Pass libraryWeightGradient(
      LaneCalls lane, OneDnnTensor x, OneDnnTensor y, Lane.Gradients gradients) {
    ConvolutionDescs descs = new ConvolutionDescs(lane.library(), GEOMETRY, x, y);
    return new WeightGradient(
        lane,
        descs.backwardWeights(descs.forward(true)),
        ConvolutionDescs.plainWeights(GEOMETRY, x.shape(), y.shape()),
        x,
        gradients);
  }

  /** The larger tiles where rounding allows them and they save enough. */
  private static WinogradKernels kernels(OneDnnTensor x) {
    long saved =
        WinogradF2.KERNELS.multiplications(x.shape())
            - WinogradF4.KERNELS.multiplications(x.shape());
    return x.element() == Element.FLOAT32 && saved >= FEWEST_SAVED
        ? WinogradF4.KERNELS
        : WinogradF2.KERNELS;
  }

  /** Whether this way is open, and shorter than the library's. */
  public static boolean suits(
      ConvolutionGeometry geometry, OneDnnTensor input, OneDnnTensor output) {
    Shape x = input.shape();
    Shape y = output.shape();
    int fewest = input.element() == Element.FLOAT32 ? FEWEST_CHANNELS : FEWEST_CHANNELS_BFLOAT16;
    boolean worthwhile =
        Math.min(x.c(), y.c()) >= fewest
            && Math.min(x.h(), x.w()) >= 4
            && x.rows() >= FEWEST_PIXELS;
    return geometry.equals(GEOMETRY) && input.element() == output.element() && worthwhile;
  }

  @Override
  public long scratch() {
    return passes().mapToLong(Pass::scratch).max().orElseThrow();
  }

  @Override
  public void bind(Scratch scratch) {
    passes().forEach(pass -> pass.bind(scratch));
  }

  private Stream<Pass> passes() {
    return Stream.concat(Stream.of(forward), backward.stream());
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public void backward() {
    backward.forEach(Pass::run);
  }
}
