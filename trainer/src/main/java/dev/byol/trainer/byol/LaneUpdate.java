package dev.byol.trainer.byol;

import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.update.Adaptation;
import dev.byol.trainer.engine.update.UpdateSlot;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ParameterLayout;
import java.util.List;

/**
 * The parameters that one lane updates, each with the target's move towards its new value. Lanes
 * have about the same number of values each, in whole tensors.
 */
final class LaneUpdate {
  private LaneUpdate() {}

  /** Those of lane {@code lane} of {@code lanes}. */
  static List<UpdateSlot> slots(
      int lane, int lanes, ParameterLayout layout, TrainState state, FlatBuffer gradient) {
    long total = layout.length();
    return layout.parameters().stream()
        .filter(parameter -> parameter.offset() * lanes / total == lane)
        .map(parameter -> slot(parameter, state, gradient))
        .toList();
  }

  private static UpdateSlot slot(Parameter parameter, TrainState state, FlatBuffer gradient) {
    return new UpdateSlot(
        Adaptation.of(parameter.module(), parameter.name()),
        ParameterLayout.slice(state.online().parameters(), parameter),
        ParameterLayout.slice(gradient, parameter),
        ParameterLayout.slice(state.momentum(), parameter),
        ParameterLayout.slice(state.target().parameters(), parameter));
  }
}
