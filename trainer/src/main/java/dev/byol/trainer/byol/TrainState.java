package dev.byol.trainer.byol;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.nn.ParameterInitialiser;

/**
 * All that a step changes, and all that a checkpoint must hold beside the number of the step.
 *
 * @param online the trained network
 * @param target its moving average
 * @param momentum LARS's, one value for each parameter
 */
public record TrainState(NetworkState online, NetworkState target, FlatBuffer momentum) {
  /** The weights that the target network starts from. */
  public enum TargetInit {
    /** Random ones of its own, as in the reference. */
    OWN,
    /** A copy of the online network's. */
    ONLINE
  }

  /** A fresh state as in the reference; a pure function of network, precision and seed. */
  public static TrainState initialise(Engine engine, ByolNetwork network, long seed) {
    return initialise(engine, network, seed, TargetInit.OWN);
  }

  /** A fresh state; a pure function of its arguments. */
  public static TrainState initialise(
      Engine engine, ByolNetwork network, long seed, TargetInit targetInit) {
    NetworkState target = network.empty(engine, "target");
    String drawnAs = targetInit == TargetInit.OWN ? "target" : "online";
    ParameterInitialiser.fill(target.parameters(), network.layout(), seed, drawnAs);
    return new TrainState(
        network.initialise(engine, seed, "online"),
        target,
        engine.flat("momentum", network.layout().length()));
  }
}
