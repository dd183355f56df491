package dev.byol.trainer.engine;

/** The floating-point type of parameters, activations and gradients. */
public enum Precision {
  /** IEEE single precision: what the reference trains in. */
  FLOAT32(4),
  /** IEEE double precision: for checking numerics without rounding ties. */
  FLOAT64(8);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** {@code value} as this type would keep it. */
  public double round(double value) {
    return this == FLOAT32 ? (float) value : value;
  }
}
