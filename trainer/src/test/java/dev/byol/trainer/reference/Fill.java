package dev.byol.trainer.reference;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** The deterministic numbers that the reference cases start from (formula in their README). */
public final class Fill {
  private Fill() {}

  /** How a hash becomes a value. */
  public enum Kind {
    WEIGHT,
    BN_SCALE,
    BN_OFFSET,
    BIAS,
    UNIT,
    NORMAL,
    SIGNED,
    VAR
  }

  /** The kind that a parameter's own name ({@code w b scale offset}) asks for. */
  public static Kind kindOf(String parameterName) {
    return switch (parameterName.substring(parameterName.lastIndexOf('/') + 1)) {
      case "w" -> Kind.WEIGHT;
      case "b" -> Kind.BIAS;
      case "scale" -> Kind.BN_SCALE;
      case "offset" -> Kind.BN_OFFSET;
      default -> throw new IllegalArgumentException("no kind for " + parameterName);
    };
  }

  /** {@code fill(name, shape, kind)}: computed in double, rounded once to float32. */
  public static float[] fill(String name, int[] shape, Kind kind) {
    int size = 1;
    long fanIn = 1;
    for (int i = 0; i < shape.length; i++) {
      size *= shape[i];
      fanIn *= i < shape.length - 1 ? shape[i] : 1;
    }
    double inverseRoot = 1.0 / Math.sqrt((double) fanIn);
    float[] out = new float[size];
    for (int i = 0; i < size; i++) {
      double u = uniform(name, i);
      out[i] =
          (float)
              switch (kind) {
                // In this order: another rounds one weight in 200 of a 7x7x3 kernel differently.
                case WEIGHT -> (2 * u - 1) * Math.sqrt(3.0) * inverseRoot;
                case BN_SCALE, VAR -> 1 + 0.1 * (2 * u - 1);
                case BN_OFFSET, BIAS -> 0.1 * (2 * u - 1);
                case UNIT -> u;
                case NORMAL -> (2 * u - 1) * Math.sqrt(3.0);
                case SIGNED -> 2 * u - 1;
              };
    }
    return out;
  }

  /**
   * The prefix {@code sN/} with which {@code values} were filled: not every case names its seed.
   */
  public static String prefixOf(String name, NpyArray values, Kind kind) {
    for (int seed = 0; seed < 1000; seed++) {
      String prefix = "s" + seed + "/";
      if (Arrays.equals(fill(prefix + name, values.shape(), kind), values.floats())) {
        return prefix;
      }
    }
    throw new IllegalArgumentException(name + " is not filled with any seed below 1000");
  }

  /** {@code labels(name, n, classes)}. */
  public static int[] labels(String name, int n, int classes) {
    int[] out = new int[n];
    for (int i = 0; i < n; i++) {
      out[i] = (int) (hash(name, i) % classes);
    }
    return out;
  }

  /** Uniform in [0, 1), entry {@code i} of {@code name}. */
  public static double uniform(String name, long i) {
    return hash(name, i) / 4294967296.0;
  }

  private static long hash(String name, long i) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    long x = (i * 2654435761L + crc.getValue()) & 0xFFFFFFFFL;
    x ^= x >>> 16;
    x = (x * 0x85EBCA6BL) & 0xFFFFFFFFL;
    x ^= x >>> 13;
    x = (x * 0xC2B2AE35L) & 0xFFFFFFFFL;
    x ^= x >>> 16;
    return x;
  }
}
