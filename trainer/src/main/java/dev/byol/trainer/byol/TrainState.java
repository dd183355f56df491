package dev.byol.trainer.byol;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.nn.NetworkState;

/**
 * All that a step changes, and all that a checkpoint must hold beside the number of the step.
 *
 * @param online the trained network
 * @param target its moving average
 * @param momentum LARS's, one value for each parameter
 */
public record TrainState(NetworkState online, NetworkState target, FlatBuffer momentum) {
  /** A fresh state; a pure function of network, precision and seed. */
  public static TrainState initialise(Engine engine, ByolNetwork network, long seed) {
    return new TrainState(
        network.initialise(engine, seed, "online"),
        network.initialise(engine, seed, "target"),
        engine.flat("momentum", network.layout().length()));
  }
}
