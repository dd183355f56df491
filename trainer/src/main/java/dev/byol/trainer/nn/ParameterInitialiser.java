package dev.byol.trainer.nn;

import dev.byol.trainer.engine.FlatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * First values of a network's parameters: a pure function of (seed, network name, parameter path),
 * the same on every worker. The distribution is the reference's, the numbers are ours.
 */
public final class ParameterInitialiser {
  private ParameterInitialiser() {}

  /**
   * Fills {@code buffer}; {@code network} keeps online and target different, as in the reference.
   */
  public static void fill(FlatBuffer buffer, ParameterLayout layout, long seed, String network) {
    for (Parameter parameter : layout.parameters()) {
      ParameterLayout.slice(buffer, parameter).write(values(parameter, seed, network));
    }
  }

  /** The first values of one parameter. */
  public static double[] values(Parameter parameter, long seed, String network) {
    double[] values = new double[parameter.size()];
    switch (parameter.initialiser()) {
      case ZEROS -> {}
      case ONES -> Arrays.fill(values, 1.0);
      case TRUNCATED_NORMAL -> {
        SplittableRandom random = new SplittableRandom(streamOf(seed, network, parameter));
        double scale = 1.0 / Math.sqrt(parameter.fanIn());
        for (int i = 0; i < values.length; i++) {
          values[i] = scale * truncatedNormal(random);
        }
      }
    }
    return values;
  }

  private static long streamOf(long seed, String network, Parameter parameter) {
    CRC32 crc = new CRC32();
    crc.update((network + "/" + parameter.path()).getBytes(StandardCharsets.UTF_8));
    return seed * 0x9E3779B97F4A7C15L + crc.getValue();
  }

  /** Standard normal, drawn again while outside (-2, 2). */
  private static double truncatedNormal(SplittableRandom random) {
    while (true) {
      double value = random.nextGaussian();
      if (Math.abs(value) < 2) {
        return value;
      }
    }
  }
}
