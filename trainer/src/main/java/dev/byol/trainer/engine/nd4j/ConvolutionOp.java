package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Shape;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** ND4J's {@code conv2d} on NHWC activations and HWIO weights. */
final class ConvolutionOp implements Operation, Nd4jLane.Bindable {
  private static final long SAME = 1;
  private static final long NHWC = 1;
  private static final long HWIO = 0;

  private final ConvolutionGeometry geometry;
  private final Nd4jTensor x;
  private final INDArray weights;
  private final Nd4jTensor y;
  private final Optional<Lane.Gradients> gradients;
  private NativeOp forward;
  private NativeOp backward;
  private GradientWriter dx;

  ConvolutionOp(
      ConvolutionGeometry geometry,
      Nd4jTensor x,
      INDArray weights,
      Nd4jTensor y,
      Optional<Lane.Gradients> gradients) {
    this.geometry = geometry;
    this.x = x;
    this.y = y;
    this.gradients = gradients;
    this.weights =
        weights.reshape('c', geometry.kernel(), geometry.kernel(), x.shape().c(), y.shape().c());
  }

  @Override
  public long scratch() {
    return gradients.isPresent() ? x.shape().size() : 0;
  }

  @Override
  public void bind(Nd4jLane.Scratch scratch, HostAccess host) {
    long[] integers = {
      geometry.kernel(),
      geometry.kernel(),
      geometry.stride(),
      geometry.stride(),
      0,
      0,
      1,
      1,
      SAME,
      NHWC,
      HWIO
    };
    forward =
        NativeOp.of(
            "conv2d", new INDArray[] {x.images(), weights}, new INDArray[] {y.images()}, integers);
    gradients.ifPresent(g -> bindBackward(g, scratch, integers));
  }

  private void bindBackward(Lane.Gradients g, Nd4jLane.Scratch scratch, long[] integers) {
    Shape in = x.shape();
    dx = g.dx().map(target -> GradientWriter.of(target, scratch)).orElse(null);
    // The native operation computes the input's gradient in any case; nobody reads it here.
    INDArray output = dx == null ? scratch.first(in.size()) : dx.output();
    INDArray dw = Nd4jLane.vector(g.weights().orElseThrow());
    backward =
        NativeOp.of(
            "conv2d_bp",
            new INDArray[] {x.images(), weights, Nd4jLane.nd(g.dy()).images()},
            new INDArray[] {
              output.reshape('c', in.n(), in.h(), in.w(), in.c()), dw.reshape('c', weights.shape())
            },
            integers);
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public void backward() {
    backward.run();
    if (dx != null) {
      dx.finish();
    }
  }
}
