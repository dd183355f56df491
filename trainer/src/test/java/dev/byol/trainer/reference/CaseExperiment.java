package dev.byol.trainer.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.byol.ByolNetworkSpec;
import dev.byol.trainer.byol.Hyperparameters;
import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.TargetDecaySchedule;

/**
 * The experiment that a case ran, from its {@code config}.
 *
 * @param config has {@code image_size} and {@code experiment}
 */
record CaseExperiment(JsonNode config) {
  private static final double BATCH_NORM_EPSILON = 1e-5;

  JsonNode experiment() {
    return config.get("experiment");
  }

  int batch() {
    return experiment().get("batch_size").asInt();
  }

  ByolNetworkSpec network() {
    return new ByolNetworkSpec(
        EncoderCheck.specOf(experiment()),
        config.get("image_size").asInt(),
        experiment().get("projector_hidden_size").asInt(),
        experiment().get("projector_output_size").asInt(),
        experiment().get("predictor_hidden_size").asInt(),
        experiment().get("num_classes").asInt(),
        experiment().get("bn_decay_rate").asDouble(),
        BATCH_NORM_EPSILON);
  }

  Hyperparameters hyperparameters() {
    JsonNode schedule = experiment().get("lr_schedule_config");
    JsonNode optimizer = experiment().get("optimizer_config");
    return new Hyperparameters(
        batch(),
        experiment().get("max_steps").asLong(),
        LearningRateSchedule.warmupCosine(
            schedule.get("base_learning_rate").asDouble(),
            batch(),
            schedule.get("warmup_steps").asLong()),
        TargetDecaySchedule.cosine(experiment().get("base_target_ema").asDouble()),
        new LarsSettings(
            optimizer.get("weight_decay").asDouble(),
            optimizer.get("eta").asDouble(),
            optimizer.get("momentum").asDouble()));
  }
}
