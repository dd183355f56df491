package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@code y = x w + b} as matrix products. */
final class LinearOp implements Operation, Nd4jLane.Bindable {
  private final Nd4jTensor x;
  private final INDArray weights;
  private final Optional<INDArray> bias;
  private final Nd4jTensor y;
  private final Optional<Lane.Gradients> gradients;
  private NativeOp product;
  private NativeOp addBias;
  private NativeOp inputGradient;
  private NativeOp weightGradient;
  private NativeOp biasGradient;
  private GradientWriter dx;

  LinearOp(
      Nd4jTensor x,
      INDArray weights,
      Optional<INDArray> bias,
      Nd4jTensor y,
      Optional<Lane.Gradients> gradients) {
    this.x = x;
    this.weights = weights.reshape('c', x.shape().c(), y.shape().c());
    this.bias = bias;
    this.y = y;
    this.gradients = gradients;
  }

  @Override
  public long scratch() {
    return gradients.flatMap(Lane.Gradients::dx).map(GradientWriter::scratch).orElse(0L);
  }

  @Override
  public void bind(Nd4jLane.Scratch scratch, HostAccess host) {
    product = matmul(x.matrix(), false, weights, false, y.matrix());
    addBias =
        bias.map(
                b ->
                    NativeOp.pairwise("add", y.matrix(), b.reshape('c', 1, b.length()), y.matrix()))
            .orElse(null);
    gradients.ifPresent(g -> bindBackward(g, scratch));
  }

  private void bindBackward(Lane.Gradients g, Nd4jLane.Scratch scratch) {
    INDArray dy = Nd4jLane.nd(g.dy()).matrix();
    INDArray dw = Nd4jLane.vector(g.weights().orElseThrow());
    weightGradient = matmul(x.matrix(), true, dy, false, dw.reshape('c', weights.shape()));
    if (g.dx().isPresent()) {
      dx = GradientWriter.of(g.dx().get(), scratch);
      inputGradient =
          matmul(dy, false, weights, true, dx.output().reshape('c', x.matrix().shape()));
    }
    if (g.bias().isPresent()) {
      INDArray ones = Nd4j.ones(dy.dataType(), 1, dy.rows());
      INDArray db = Nd4jLane.vector(g.bias().get());
      biasGradient = matmul(ones, false, dy, false, db.reshape('c', 1, db.length()));
    }
  }

  @Override
  public void forward() {
    product.run();
    if (addBias != null) {
      addBias.run();
    }
  }

  @Override
  public void backward() {
    weightGradient.run();
    if (biasGradient != null) {
      biasGradient.run();
    }
    if (inputGradient != null) {
      inputGradient.run();
      dx.finish();
    }
  }

  private static NativeOp matmul(
      INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray out) {
    return NativeOp.of(
        "matmul",
        new INDArray[] {a, b},
        new INDArray[] {out},
        transposeA ? 1 : 0,
        transposeB ? 1 : 0,
        0);
  }
}
