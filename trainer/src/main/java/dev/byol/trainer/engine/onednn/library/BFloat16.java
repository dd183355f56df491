package dev.byol.trainer.engine.onednn.library;

/** Single numbers in bfloat16, the upper half of a float32. */
public final class BFloat16 {
  private BFloat16() {}

  /** The nearest one, ties to even; a NaN stays one. */
  public static short of(float value) {
    int bits = Float.floatToIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16);
    }
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }

  /** The number that these bits are, exactly. */
  public static float value(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
