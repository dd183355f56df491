package dev.byol.trainer.byol;

import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ParameterLayout;
import dev.byol.trainer.optim.Lars;
import dev.byol.trainer.optim.LarsSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters that one lane updates: LARS, then the target's move towards the new online values.
 * Lanes have about the same number of values each, in whole tensors.
 */
final class LaneUpdate {
  private final List<Tensors> mine = new ArrayList<>();

  private record Tensors(Lars lars, FlatBuffer online, FlatBuffer target) {}

  LaneUpdate(
      int lane,
      int lanes,
      ParameterLayout layout,
      TrainState state,
      FlatBuffer gradient,
      LarsSettings settings) {
    long total = layout.length();
    for (Parameter parameter : layout.parameters()) {
      if (parameter.offset() * lanes / total == lane) {
        FlatBuffer online = ParameterLayout.slice(state.online().parameters(), parameter);
        Lars lars =
            new Lars(
                settings,
                Lars.Adaptation.of(parameter.module(), parameter.name()),
                online,
                ParameterLayout.slice(gradient, parameter),
                ParameterLayout.slice(state.momentum(), parameter));
        mine.add(
            new Tensors(
                lars, online, ParameterLayout.slice(state.target().parameters(), parameter)));
      }
    }
  }

  /** One update of all of them. */
  void run(double learningRate, double targetDecay) {
    for (Tensors tensors : mine) {
      tensors.lars().update(learningRate);
      tensors.target().blendInPlace(targetDecay, tensors.online());
    }
  }
}
