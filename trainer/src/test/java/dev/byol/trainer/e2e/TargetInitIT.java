package dev.byol.trainer.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.byol.trainer.checkpoint.safetensors.DType;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code spec.network.targetInit} in whole runs. The learning rate of the first step is 0, so that
 * the checkpoint after it still has what both networks started from.
 */
@Timeout(300)
@DisabledOnOs(OS.WINDOWS)
class TargetInitIT {
  private static final String ONLINE = "spec.network.targetInit=Online";
  private static final String ONE_STEP = "spec.training.maxSteps=1";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, Float32", "2, Float32", "3, Float64"})
  void everyNumberOfWorkersStartsTheTargetFromTheOnlineNetwork(int workers, String precision)
      throws Exception {
    DigitsRun run = run("run", workers, ONLINE, ONE_STEP, "spec.precision=" + precision);

    Map<String, double[]> target = values(run, "target/");
    Map<String, double[]> online = values(run, "online/");
    assertThat(target).isNotEmpty().containsOnlyKeys(online.keySet());
    // The first step has a learning rate of 0; but a mean of two equal values rounds.
    double rounding = precision.equals("Float64") ? 1e-15 : 1e-6;
    target.forEach(
        (name, values) ->
            assertThat(values).as(name).containsExactly(online.get(name), within(rounding)));
  }

  @Test
  void unlessAskedItStartsFromWeightsOfItsOwn() throws Exception {
    DigitsRun own = run("own", 1, ONE_STEP);
    DigitsRun online = run("online", 1, ONLINE, ONE_STEP);

    assertThat(weights(own, "target/")).isNotEqualTo(weights(own, "online/"));
    assertThat(weights(own, "online/")).isEqualTo(weights(online, "online/"));
  }

  @Test
  void aResumedRunGoesOnWithTheTargetOfItsCheckpoint() throws Exception {
    DigitsRun whole = run("whole", 2, ONLINE);

    run("resumed", 2, ONLINE, ONE_STEP);
    DigitsRun resumed = run("resumed", 2, ONLINE);

    assertThat(resumed.output()).contains("Going on after step 1,");
    assertThat(resumed.state()).isEqualTo(whole.state());
    assertThat(weights(whole, "target/"))
        .as("it is a moving average by then")
        .isNotEqualTo(weights(whole, "online/"));
  }

  private DigitsRun run(String name, int workers, String... settings)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("spec.training.scheduleSteps=20");
    return new DigitsRun(folder.resolve(name), workers, all.toArray(String[]::new)).finish();
  }

  /** A network's parameters by their names in it. */
  private static Map<String, double[]> values(DigitsRun run, String network) throws IOException {
    Map<String, double[]> values = new TreeMap<>();
    for (Map.Entry<String, TensorEntry> tensor : run.state().entrySet()) {
      if (tensor.getKey().startsWith(network)) {
        values.put(tensor.getKey().substring(network.length()), values(tensor.getValue()));
      }
    }
    return values;
  }

  private static double[] values(TensorEntry tensor) {
    ByteBuffer bytes = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    boolean wide = tensor.info().dtype() == DType.F64;
    double[] values = new double[bytes.remaining() / (wide ? Double.BYTES : Float.BYTES)];
    Arrays.setAll(values, i -> wide ? bytes.getDouble() : bytes.getFloat());
    return values;
  }

  /** The bytes of a network's parameters by their names in it. */
  private static Map<String, ByteBuffer> weights(DigitsRun run, String network) throws IOException {
    Map<String, ByteBuffer> weights = new TreeMap<>();
    for (Map.Entry<String, TensorEntry> tensor : run.state().entrySet()) {
      if (tensor.getKey().startsWith(network)) {
        weights.put(tensor.getKey().substring(network.length()), tensor.getValue().data());
      }
    }
    return weights;
  }
}
