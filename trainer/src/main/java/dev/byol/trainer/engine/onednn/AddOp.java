package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import java.nio.FloatBuffer;
import java.util.Optional;

/** {@code y = a + b}. */
final class AddOp implements Operation, OneDnnLane.Bindable {
  private final OneDnnTensor a;
  private final OneDnnTensor b;
  private final OneDnnTensor y;
  private final Optional<Lane.AddGradients> gradients;

  AddOp(OneDnnTensor a, OneDnnTensor b, OneDnnTensor y, Optional<Lane.AddGradients> gradients) {
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
  public void bind(OneDnnLane.Scratch scratch) {}

  @Override
  public void forward() {
    VectorKernels.add(a.values(), b.values(), y.values());
  }

  @Override
  public void backward() {
    Lane.AddGradients g = gradients.orElseThrow();
    FloatBuffer dy = OneDnnLane.of(g.dy()).values();
    g.a().ifPresent(target -> contribute(dy, target));
    g.b().ifPresent(target -> contribute(dy, target));
  }

  private static void contribute(FloatBuffer dy, GradientTarget target) {
    FloatBuffer to = OneDnnLane.of(target.tensor()).values();
    if (target.mode() == GradientTarget.Mode.SET) {
      VectorKernels.copy(dy, to);
    } else {
      VectorKernels.add(to, dy, to);
    }
  }
}
