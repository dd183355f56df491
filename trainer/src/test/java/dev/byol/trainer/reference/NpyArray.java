package dev.byol.trainer.reference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One array of a reference case, read from NumPy's {@code .npy} format version 1.0.
 *
 * @param dtype NumPy type code without byte order: {@code f4 f8 i4 i8 u1}
 * @param shape dimensions, empty for a scalar
 * @param values every entry in C order; double holds each of these types exactly
 */
public record NpyArray(String dtype, int[] shape, double[] values) {
  private static final Pattern DESCR = Pattern.compile("'descr':\\s*'[<|]([a-z]\\d+)'");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([^)]*)\\)");

  static NpyArray read(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Short.toUnsignedInt(in.getShort(8));
    String header = new String(file, 10, headerLength, StandardCharsets.ISO_8859_1);
    if (!header.contains("'fortran_order': False")) {
      throw new IllegalArgumentException("only C order is read, got header " + header);
    }
    String dtype = group(DESCR, header);
    int[] shape =
        Arrays.stream(group(SHAPE, header).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    in.position(10 + headerLength);
    double[] values = new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (dtype) {
            case "f4" -> in.getFloat();
            case "f8" -> in.getDouble();
            case "i4" -> in.getInt();
            case "i8" -> in.getLong();
            case "u1", "b1" -> Byte.toUnsignedInt(in.get());
            default -> throw new IllegalArgumentException("unknown dtype " + dtype);
          };
    }
    return new NpyArray(dtype, shape, values);
  }

  /** The values rounded to float32 (exact where dtype is f4). */
  public float[] floats() {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }

  /** The values as int32; only for integer arrays. */
  public int[] ints() {
    return Arrays.stream(values).mapToInt(v -> (int) v).toArray();
  }

  private static String group(Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no " + pattern + " in header " + header);
    }
    return matcher.group(1);
  }
}
