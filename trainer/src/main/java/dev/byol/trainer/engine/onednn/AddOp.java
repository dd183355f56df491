package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.onednn.library.Bindable;
import dev.byol.trainer.engine.onednn.library.LaneCalls;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import dev.byol.trainer.engine.onednn.library.Primitive;
import dev.byol.trainer.engine.onednn.library.Scratch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.memory;

/** {@code y = a + b}. */
final class AddOp implements Operation, Bindable {
  private final LaneCalls lane;
  private final OneDnnTensor a;
  private final OneDnnTensor b;
  private final OneDnnTensor y;
  private final Optional<Lane.AddGradients> gradients;
  private final List<Primitive> contributions = new ArrayList<>();
  private Primitive sum;

  AddOp(
      LaneCalls lane,
      OneDnnTensor a,
      OneDnnTensor b,
      OneDnnTensor y,
      Optional<Lane.AddGradients> gradients) {
    this.lane = lane;
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
  public void bind(Scratch scratch) {
    sum = lane.sum("addition", a.images(), b.images(), y.images());
    gradients.ifPresent(
        g -> {
          memory dy = OneDnnTensor.of(g.dy()).images();
          g.a().ifPresent(target -> contributions.add(contribution(dy, target)));
          g.b().ifPresent(target -> contributions.add(contribution(dy, target)));
        });
  }

  private Primitive contribution(memory dy, GradientTarget target) {
    return lane.contribution(dy, OneDnnTensor.of(target.tensor()).images(), target.mode());
  }

  @Override
  public void forward() {
    sum.run();
  }

  @Override
  public void backward() {
    contributions.forEach(Primitive::run);
  }
}
