package dev.byol.trainer.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one training run logged.
 *
 * @param seed of the run
 * @param logs by name ({@code repr_loss}, {@code loss}, …) one value a step
 */
public record TrainingCurve(long seed, Map<String, double[]> logs) {
  /** Parts into which a run is cut for comparison: {@value}. */
  public static final int PARTS = 10;

  /** Reads one entry of {@code runs} of a convergence case. */
  static TrainingCurve read(JsonNode run) {
    Map<String, double[]> logs = new LinkedHashMap<>();
    run.get("logs")
        .properties()
        .forEach(
            entry -> {
              double[] values = new double[entry.getValue().size()];
              Arrays.setAll(values, i -> entry.getValue().get(i).asDouble());
              logs.put(entry.getKey(), values);
            });
    return new TrainingCurve(run.get("seed").asLong(), logs);
  }

  /** Every step's value of {@code name}. */
  public double[] log(String name) {
    double[] values = logs.get(name);
    if (values == null) {
      throw new IllegalArgumentException(
          "the run with seed %d has no log %s".formatted(seed, name));
    }
    return values;
  }

  /** The mean of {@code name} over each tenth of the run; steps beyond ten equal parts are left. */
  public double[] byTenth(String name) {
    double[] values = log(name);
    int width = values.length / PARTS;
    double[] means = new double[PARTS];
    for (int i = 0; i < PARTS * width; i++) {
      means[i / width] += values[i] / width;
    }
    return means;
  }
}
