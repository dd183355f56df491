package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Shape;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Max pooling over windows and the mean over a whole image, by ND4J's pooling operations. */
final class PoolOp implements Operation, Nd4jLane.Bindable {
  private static final long NHWC = 1;

  private final String name;
  private final long[] integers;
  private final Nd4jTensor x;
  private final Nd4jTensor y;
  private final Optional<Lane.Gradients> gradients;
  private NativeOp forward;
  private NativeOp backward;
  private GradientWriter dx;

  private PoolOp(
      String name,
      long[] integers,
      Nd4jTensor x,
      Nd4jTensor y,
      Optional<Lane.Gradients> gradients) {
    this.name = name;
    this.integers = integers;
    this.x = x;
    this.y = y;
    this.gradients = gradients;
  }

  static PoolOp max(
      ConvolutionGeometry geometry,
      Nd4jTensor x,
      Nd4jTensor y,
      Optional<Lane.Gradients> gradients) {
    long k = geometry.kernel();
    long s = geometry.stride();
    return new PoolOp(
        "maxpool2d", new long[] {k, k, s, s, 0, 0, 1, 1, 1, 0, NHWC}, x, y, gradients);
  }

  static PoolOp mean(Nd4jTensor x, Nd4jTensor y, Optional<Lane.Gradients> gradients) {
    Shape in = x.shape();
    return new PoolOp(
        "avgpool2d", new long[] {in.h(), in.w(), 1, 1, 0, 0, 1, 1, 0, 0, NHWC}, x, y, gradients);
  }

  @Override
  public long scratch() {
    return gradients.flatMap(Lane.Gradients::dx).map(GradientWriter::scratch).orElse(0L);
  }

  @Override
  public void bind(Nd4jLane.Scratch scratch, HostAccess host) {
    forward = NativeOp.of(name, new INDArray[] {x.images()}, new INDArray[] {y.images()}, integers);
    gradients.ifPresent(
        g -> {
          dx = GradientWriter.of(g.dx().orElseThrow(), scratch);
          backward =
              NativeOp.of(
                  name + "_bp",
                  new INDArray[] {x.images(), Nd4jLane.nd(g.dy()).images()},
                  new INDArray[] {dx.output().reshape('c', x.images().shape())},
                  integers);
        });
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
