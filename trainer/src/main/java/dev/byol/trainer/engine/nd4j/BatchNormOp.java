package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.host.BatchNormPasses;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch normalisation in halves, one {@link BatchNormView} per view. */
final class BatchNormOp implements BatchNormPasses, Nd4jLane.Bindable {
  private final BatchNormSpec spec;
  private final int channels;
  private final BatchNormView[] views;
  private NativeOp addResidual;
  private NativeOp relu;
  private NativeOp reluGradient;
  private NativeOp residualGradient;
  private GradientWriter dx;

  BatchNormOp(BatchNormSpec spec) {
    this.spec = spec;
    this.channels = spec.x().shape().c();
    this.views = new BatchNormView[spec.views()];
  }

  @Override
  public long scratch() {
    Shape shape = spec.x().shape();
    long squares = shape.size() / spec.views();
    return spec.gradients()
        .map(g -> (long) shape.size() + GradientWriter.scratch(g.dx()))
        .orElse(squares);
  }

  @Override
  public void bind(Nd4jLane.Scratch scratch, HostAccess host) {
    INDArray x = Nd4jLane.nd(spec.x()).vector();
    INDArray y = Nd4jLane.nd(spec.y()).vector();
    long size = x.length();
    addResidual =
        spec.residual()
            .map(r -> NativeOp.pairwise("add", y, Nd4jLane.nd(r).vector(), y))
            .orElse(null);
    if (spec.activation() == BatchNormSpec.Activation.RELU) {
      relu = NativeOp.of("relu", new INDArray[] {y}, new INDArray[] {y}, new double[] {0.0});
    }
    spec.gradients().ifPresent(g -> bindBackward(g, y, scratch));
    INDArray work =
        Nd4jTensor.slice(
            scratch.vector(),
            spec.gradients().filter(g -> GradientWriter.scratch(g.dx()) > 0).isPresent() ? size : 0,
            size / spec.views());
    for (int view = 0; view < views.length; view++) {
      views[view] = new BatchNormView(spec, view, work, dx == null ? null : dx.output(), host);
    }
  }

  private void bindBackward(BatchNormSpec.Gradients g, INDArray y, Nd4jLane.Scratch scratch) {
    INDArray dy = Nd4jLane.nd(g.dy()).vector();
    if (spec.activation() == BatchNormSpec.Activation.RELU) {
      // The gradient passes where the output is above zero, as the input was.
      reluGradient = NativeOp.of("relu_bp", new INDArray[] {y, dy}, new INDArray[] {dy});
    }
    residualGradient =
        g.residualInPlace()
            ? null
            : g.residual().map(target -> AddOp.contribution(dy, target)).orElse(null);
    dx = GradientWriter.of(g.dx(), scratch);
  }

  @Override
  public void sums(double[] target) {
    for (int view = 0; view < views.length; view++) {
      views[view].sums(target, view * 2 * channels);
    }
  }

  @Override
  public void normalise(double[] mean, double[] variance) {
    for (int view = 0; view < views.length; view++) {
      views[view].normalise(mean, variance, view * channels);
    }
    if (addResidual != null) {
      addResidual.run();
    }
    if (relu != null) {
      relu.run();
    }
  }

  @Override
  public void backwardSums(double[] target) {
    if (reluGradient != null) {
      reluGradient.run();
    }
    if (residualGradient != null) {
      residualGradient.run();
    }
    for (int view = 0; view < views.length; view++) {
      views[view].backwardSums(target, view * 2 * channels);
    }
  }

  @Override
  public void backward(double[] mean, double[] variance, double[] m1, double[] m2) {
    for (int view = 0; view < views.length; view++) {
      views[view].backward(mean, variance, m1, m2, view * channels);
    }
    dx.finish();
  }
}
