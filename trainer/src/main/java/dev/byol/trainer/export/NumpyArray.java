package dev.byol.trainer.export;

import dev.byol.trainer.checkpoint.safetensors.DType;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * An array as NumPy pickled it, brought into row-major order.
 *
 * @param code element type: {@code f4 f8 i4 i8 u4 u1 b1}
 * @param shape dimensions, empty for a scalar
 * @param data little-endian, row-major
 */
record NumpyArray(String code, int[] shape, byte[] data) {
  private static final List<String> CODES = List.of("f4", "f8", "i4", "i8", "u4", "u1", "b1");
  private static final int MAX_DIMENSIONS = 16;

  /** Order of the elements in a pickle. */
  enum Order {
    ROW_MAJOR,
    COLUMN_MAJOR
  }

  static NumpyArray of(String code, int[] shape, Order order, byte[] data)
      throws RefusedPickleException {
    long bytes = size(code);
    if (shape.length > MAX_DIMENSIONS) {
      throw new RefusedPickleException(
          "it holds an array of %d dimensions".formatted(shape.length));
    }
    for (int dimension : shape) {
      if (dimension < 0 || (dimension > 0 && bytes > Integer.MAX_VALUE / dimension)) {
        throw new RefusedPickleException(
            "it holds an array of the impossible shape " + Arrays.toString(shape));
      }
      bytes *= dimension;
    }
    if (bytes != data.length) {
      throw new RefusedPickleException(
          "it holds an array of %s and shape %s with %d bytes instead of %d"
              .formatted(code, Arrays.toString(shape), data.length, bytes));
    }
    byte[] rows = order == Order.ROW_MAJOR ? data : transposed(shape, size(code), data);
    return new NumpyArray(code, shape, rows);
  }

  /** The size of an element; refuses a type that checkpoints of the reference do not have. */
  static int size(String code) throws RefusedPickleException {
    if (!CODES.contains(code)) {
      throw new RefusedPickleException(
          "it holds an array of type '%s'; known are %s".formatted(printable(code), CODES));
    }
    return code.charAt(1) - '0';
  }

  /** The same as a tensor; unsigned 32 bits become signed 64. */
  TensorEntry tensor(String name) {
    return switch (code) {
      case "f4" -> TensorEntry.of(name, DType.F32, shape, ByteBuffer.wrap(data));
      case "f8" -> TensorEntry.of(name, DType.F64, shape, ByteBuffer.wrap(data));
      case "i4" -> TensorEntry.of(name, DType.I32, shape, ByteBuffer.wrap(data));
      case "i8" -> TensorEntry.of(name, DType.I64, shape, ByteBuffer.wrap(data));
      case "u4" -> TensorEntry.ofLongs(name, shape, integers());
      default -> TensorEntry.of(name, DType.U8, shape, ByteBuffer.wrap(data));
    };
  }

  /** The elements of an array of integers. */
  long[] integers() {
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    long[] out = new long[data.length / (code.charAt(1) - '0')];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (code) {
            case "i4" -> in.getInt();
            case "i8" -> in.getLong();
            case "u4" -> Integer.toUnsignedLong(in.getInt());
            case "u1", "b1" -> Byte.toUnsignedLong(in.get());
            default -> throw new IllegalStateException("array of " + code + ", not of integers");
          };
    }
    return out;
  }

  /** Column-major to row-major: walks the target in order and the source by its strides. */
  private static byte[] transposed(int[] shape, int size, byte[] data) {
    byte[] out = new byte[data.length];
    int[] index = new int[shape.length];
    for (int at = 0; at < data.length; at += size) {
      int source = 0;
      int stride = size;
      for (int d = 0; d < shape.length; d++) {
        source += index[d] * stride;
        stride *= shape[d];
      }
      System.arraycopy(data, source, out, at, size);
      for (int d = shape.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
        index[d] = 0;
      }
    }
    return out;
  }

  static String printable(String text) {
    String kept = text.replaceAll("[^ -~]", "?");
    return kept.length() <= 80 ? kept : kept.substring(0, 80) + "…";
  }
}
