package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = a + b}. */
final class AddOp implements Operation, Nd4jLane.Bindable {
  private final Nd4jTensor a;
  private final Nd4jTensor b;
  private final Nd4jTensor y;
  private final Optional<Lane.AddGradients> gradients;
  private final List<NativeOp> handOver = new ArrayList<>();
  private NativeOp sum;

  AddOp(Nd4jTensor a, Nd4jTensor b, Nd4jTensor y, Optional<Lane.AddGradients> gradients) {
    this.a = a;
    this.b = b;
    this.y = y;
    this.gradients = gradients;
  }

  @Override
  public long scratch() {
    return 0;
  }

  @Override
  public void bind(Nd4jLane.Scratch scratch, HostAccess host) {
    sum = NativeOp.pairwise("add", a.vector(), b.vector(), y.vector());
    gradients.ifPresent(
        g -> {
          INDArray dy = Nd4jLane.nd(g.dy()).vector();
          g.a().ifPresent(target -> handOver.add(contribution(dy, target)));
          g.b().ifPresent(target -> handOver.add(contribution(dy, target)));
        });
  }

  /** Gives {@code dy} to {@code target} as it is. */
  static NativeOp contribution(INDArray dy, GradientTarget target) {
    INDArray to = Nd4jLane.nd(target.tensor()).vector();
    return target.mode() == GradientTarget.Mode.SET
        ? NativeOp.pairwise("assign", to, dy, to)
        : NativeOp.pairwise("add", to, dy, to);
  }

  @Override
  public void forward() {
    sum.run();
  }

  @Override
  public void backward() {
    handOver.forEach(NativeOp::run);
  }
}
