package dev.byol.trainer.checkpoint.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tensors of the types that nothing but a test makes from numbers. */
public final class Tensors {
  private Tensors() {}

  public static TensorEntry ofInts(String name, int[] shape, int... values) {
    ByteBuffer data = memory(values.length * Integer.BYTES);
    data.asIntBuffer().put(values);
    return TensorEntry.of(name, DType.I32, shape, data);
  }

  public static TensorEntry ofDoubles(String name, int[] shape, double... values) {
    ByteBuffer data = memory(values.length * Double.BYTES);
    data.asDoubleBuffer().put(values);
    return TensorEntry.of(name, DType.F64, shape, data);
  }

  private static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
