package dev.byol.trainer.checkpoint.safetensors;

/** The element types that our checkpoints hold, named as the safetensors format names them. */
public enum DType {
  /** IEEE 754 single precision. */
  F32(4),
  /** IEEE 754 double precision. */
  F64(8),
  /** Signed, 64 bits. */
  I64(8),
  /** Signed, 32 bits. */
  I32(4),
  /** Unsigned, 8 bits. */
  U8(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
