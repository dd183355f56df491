package dev.byol.trainer.engine;

/** The floating-point types of parameters, activations and gradients. */
public enum Precision {
  /** IEEE single precision: what the reference trains in. */
  FLOAT32(4),
  /** IEEE double precision: for checking numerics without rounding ties. */
  FLOAT64(8),
  /**
   * Activations, their gradients and the operands of convolutions in bfloat16; parameters, sums,
   * statistics, heads and loss in IEEE single precision.
   */
  BFLOAT16(4);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one parameter. */
  public int bytes() {
    return bytes;
  }

  /** {@code value} as a parameter would keep it. */
  public double round(double value) {
    return this == FLOAT64 ? value : (float) value;
  }
}
