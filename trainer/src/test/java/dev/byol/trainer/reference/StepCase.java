package dev.byol.trainer.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.StepInput;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.byol.TrainStep;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ParameterLayout;
import java.util.Map;

/**
 * A case of kind {@code byol_step} in our types: its network, first state, pictures and steps.
 *
 * @param reference the case
 * @param config its {@code config}
 * @param network the network that it trains
 */
record StepCase(ReferenceCase reference, JsonNode config, ByolNetwork network) {
  static StepCase of(ReferenceCase reference) {
    JsonNode config = reference.info().get("config");
    return new StepCase(reference, config, ByolNetwork.of(new CaseExperiment(config).network()));
  }

  JsonNode experiment() {
    return config.get("experiment");
  }

  int batch() {
    return new CaseExperiment(config).batch();
  }

  int steps() {
    return config.get("steps").asInt();
  }

  int imageSize() {
    return config.get("image_size").asInt();
  }

  /** The most exact arrays that the case has: in float64, else in float32. */
  Map<String, NpyArray> arrays() {
    return reference.float64().orElse(reference.arrays());
  }

  /** What all names of this case's filled arrays begin with. */
  String prefix() {
    return reference.info().get("fill_prefix").asText() + "/";
  }

  /** The state before the first step. */
  TrainState start(Engine engine) {
    return new TrainState(
        filled(engine, "online"),
        filled(engine, "target"),
        engine.flat("momentum", network.layout().length()));
  }

  private NetworkState filled(Engine engine, String name) {
    NetworkState state = network.empty(engine, name);
    for (Parameter parameter : network.layout().parameters()) {
      ParameterLayout.slice(state.parameters(), parameter)
          .write(EncoderCheck.parameterValues(prefix() + name + "/", parameter));
    }
    return state;
  }

  TrainStep step(Engine engine, TrainState state, int lanes) {
    return new TrainStep(
        engine,
        network,
        state,
        new CaseExperiment(config).hyperparameters(),
        Collectives.solo(),
        batch(),
        lanes);
  }

  /** The number that the schedules know the {@code i}-th step of this case by. */
  long number(int i) {
    return config.path("first_step").asInt(0) + (long) i;
  }

  StepInput input(int i) {
    int[] shape = {batch(), imageSize(), imageSize(), 3};
    String images = prefix() + "step" + i + "/images/";
    return new StepInput(
        batch(),
        Fill.fill(images + "view1", shape, Fill.Kind.UNIT),
        Fill.fill(images + "view2", shape, Fill.Kind.UNIT),
        Fill.labels(
            prefix() + "step" + i + "/labels", batch(), experiment().get("num_classes").asInt()));
  }
}
