package dev.byol.trainer.nn;

import dev.byol.trainer.engine.FlatBuffer;
import java.util.List;

/**
 * What a network has learnt, where the engine keeps it: parameters and running statistics.
 *
 * @param parameters one flat buffer in the layout's order
 * @param statistics one for each batch norm, by its index
 */
public record NetworkState(FlatBuffer parameters, List<RunningStatistics> statistics) {
  public NetworkState {
    statistics = List.copyOf(statistics);
  }
}
