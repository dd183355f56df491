package dev.byol.trainer.reference;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The bounds of float32 fine-tuning and of bfloat16 on data that no golden case has: our own run in
 * float64, which the golden cases hold to the reference, takes its place.
 */
class HeldOutRoundingTest {
  @ParameterizedTest
  @CsvSource({
    // class, v2, width, size, batch, steps, rate, seed
    "TinyResNet, false, 1, 32, 8, 3, 0.3, 101",
    "TinyResNet, true, 1, 45, 4, 3, 0.3, 102",
    "TinyResNet, false, 2, 32, 8, 5, 1.0, 103",
    "ResNet18, false, 1, 64, 4, 2, 0.3, 104"
  })
  void fineTuningInFloat32StaysWithinTheReachOfItsRounding(
      String encoder, boolean v2, int width, int size, int batch, int steps, double rate, int seed)
      throws Throwable {
    ReferenceCase testCase =
        heldOut(
            """
            {"fill_prefix": "s%d", "config": {"devices": 1, "image_size": %d, "steps": %d,
             "bn_counter": 10, "eval_batch": 16, "experiment": {"num_classes": 10,
             "batch_size": %d, "max_steps": 20, "encoder_class": "%s",
             "encoder_config": {"resnet_v2": %b, "width_multiplier": %d},
             "optimizer_config": {"momentum": 0.9},
             "lr_schedule_config": {"base_learning_rate": %s, "warmup_steps": 0}}}}
            """
                .formatted(seed, size, steps, batch, encoder, v2, width, rate));
    Map<String, double[]> exact =
        FineTuneRun.of(testCase, Precision.FLOAT64, values -> {}).arrays();
    for (EngineUnderTest engine :
        new EngineUnderTest[] {EngineUnderTest.ND4J, EngineUnderTest.ONEDNN}) {
      if (engine == EngineUnderTest.ND4J || OneDnnEngine.obstacle(Precision.FLOAT32).isEmpty()) {
        engine.run(() -> FineTuneCheck.resultsAgree(testCase, exact::get));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // class, v2, width, height, width, batch, gradients, seed
    "TinyResNet, false, 1, 32, 32, 4, true, 201",
    "TinyResNet, true, 2, 37, 50, 3, true, 202",
    "ResNet18, false, 1, 64, 64, 4, true, 203",
    "ResNet50, true, 1, 64, 64, 4, false, 204"
  })
  void anEncoderInBfloat16StaysWithinTheErrorOfTheFormat(
      String encoder, boolean v2, int width, int h, int w, int batch, boolean gradients, int seed)
      throws Throwable {
    assumeThat(OneDnnEngine.obstacle(Precision.BFLOAT16)).isEmpty();
    ReferenceCase testCase =
        heldOut(
            """
            {"fill_prefix": "s%d", "image_shape": [%d, %d, %d, 3],
             "bn_config": {"decay_rate": 0.9, "eps": 1e-5}, %s
             "config": {"encoder_class": "%s",
             "encoder_config": {"resnet_v2": %b, "width_multiplier": %d}}}
            """
                .formatted(
                    seed, batch, h, w, gradients ? "\"grads\": {}," : "", encoder, v2, width));
    EngineUnderTest.ONEDNN_BFLOAT16.run(() -> Bfloat16Encoder.check(testCase));
  }

  private static ReferenceCase heldOut(String info) throws IOException {
    JsonNode json = new ObjectMapper().readTree(info);
    return new ReferenceCase(
        Path.of("."), "held out", "held_out", json, Map.of(), Optional.empty());
  }
}
