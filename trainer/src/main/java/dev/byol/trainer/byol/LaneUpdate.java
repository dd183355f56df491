package dev.byol.trainer.byol;

import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ParameterLayout;
import dev.byol.trainer.optim.Lars;
import dev.byol.trainer.optim.LarsSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters that one lane updates: LARS, and the target's move towards the new online values.
 * Lanes have about the same number of values each, in whole tensors.
 */
final class LaneUpdate {
  private final List<Lars> mine = new ArrayList<>();

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
        mine.add(
            new Lars(
                settings,
                Lars.Adaptation.of(parameter.module(), parameter.name()),
                ParameterLayout.slice(state.online().parameters(), parameter),
                ParameterLayout.slice(gradient, parameter),
                ParameterLayout.slice(state.momentum(), parameter),
                ParameterLayout.slice(state.target().parameters(), parameter)));
      }
    }
  }

  /** Measures all of them; whether gradients and parameters are finite. */
  boolean measure() {
    boolean finite = true;
    for (Lars lars : mine) {
      finite &= lars.measure();
    }
    return finite;
  }

  /** One update of all of them, as measured. */
  void run(double learningRate, double targetDecay) {
    mine.forEach(lars -> lars.update(learningRate, targetDecay));
  }
}
