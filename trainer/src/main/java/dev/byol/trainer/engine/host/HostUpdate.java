package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.update.Lars;
import dev.byol.trainer.engine.update.ParameterUpdate;
import java.util.List;

/**
 * LARS tensor by tensor.
 *
 * @param tensors in the order of their memory
 */
record HostUpdate(List<Lars> tensors) implements ParameterUpdate {
  @Override
  public void measure(Message unsound) {
    long notFinite = tensors.stream().filter(tensor -> !tensor.measure()).count();
    unsound.write(new double[] {notFinite});
  }

  @Override
  public void run(double learningRate, double averageKeep) {
    tensors.forEach(tensor -> tensor.update(learningRate, averageKeep));
  }
}
