package dev.byol.trainer.checkpoint.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A named tensor with its numbers.
 *
 * @param info name, type and shape
 * @param data row-major, little-endian, exactly {@code info.bytes()} remaining. The memory stays
 *     the caller's: nothing is copied here, so it must not change while the entry is in use.
 */
public record TensorEntry(TensorInfo info, ByteBuffer data) {
  /**
   * @throws IllegalArgumentException if {@code data} has another size than {@code info} asks for
   */
  public TensorEntry {
    if (data.remaining() != info.bytes()) {
      throw new IllegalArgumentException(
          "tensor %s of %s and shape %s takes %d bytes, got %d"
              .formatted(info.name(), info.dtype(), info.shape(), info.bytes(), data.remaining()));
    }
    data = data.slice().asReadOnlyBuffer();
  }

  /** An entry over {@code data}, which is not copied. */
  public static TensorEntry of(String name, DType dtype, int[] shape, ByteBuffer data) {
    return new TensorEntry(info(name, dtype, shape), data);
  }

  /** An entry with a copy of {@code values}. */
  public static TensorEntry ofFloats(String name, int[] shape, float... values) {
    ByteBuffer data = allocate(values.length, DType.F32);
    data.asFloatBuffer().put(values);
    return new TensorEntry(info(name, DType.F32, shape), data);
  }

  /** An entry with a copy of {@code values}. */
  public static TensorEntry ofLongs(String name, int[] shape, long... values) {
    ByteBuffer data = allocate(values.length, DType.I64);
    data.asLongBuffer().put(values);
    return new TensorEntry(info(name, DType.I64, shape), data);
  }

  /** {@code info().name()}. */
  public String name() {
    return info.name();
  }

  /** A fresh read-only little-endian view of the numbers. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * A view of the numbers as float32.
   *
   * @throws IllegalStateException for another element type
   */
  public FloatBuffer floats() {
    require(DType.F32);
    return data().asFloatBuffer();
  }

  /** A view of the numbers as float64; {@link #floats} says when it throws. */
  public DoubleBuffer doubles() {
    require(DType.F64);
    return data().asDoubleBuffer();
  }

  /** The same numbers under another name. */
  public TensorEntry renamed(String name) {
    return new TensorEntry(new TensorInfo(name, info.dtype(), info.shape()), data());
  }

  private void require(DType wanted) {
    if (info.dtype() != wanted) {
      throw new IllegalStateException(
          "tensor %s is %s, not %s".formatted(info.name(), info.dtype(), wanted));
    }
  }

  private static TensorInfo info(String name, DType dtype, int[] shape) {
    List<Integer> dimensions = Arrays.stream(shape).boxed().toList();
    return new TensorInfo(name, dtype, dimensions);
  }

  private static ByteBuffer allocate(int elements, DType dtype) {
    return ByteBuffer.allocate(Math.multiplyExact(elements, dtype.bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
