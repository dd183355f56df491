package dev.byol.trainer.engine.onednn.library;

import org.bytedeco.dnnl.memory;

/** How the values of a tensor lie in memory. */
public enum Element {
  FLOAT32(memory.data_type.f32, Float.BYTES),
  /** The upper half of a float32: its range, 8 bits of precision. */
  BFLOAT16(memory.data_type.bf16, Short.BYTES);

  private final memory.data_type type;
  private final int bytes;

  Element(memory.data_type type, int bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  /** The library's name for it. */
  public memory.data_type type() {
    return type;
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** Float32 values that take the memory of {@code values} of these. */
  public long inFloats(long values) {
    return (values * bytes + Float.BYTES - 1) / Float.BYTES;
  }
}
