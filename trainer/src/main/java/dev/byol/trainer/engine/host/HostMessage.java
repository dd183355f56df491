package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.Message;
import java.util.Arrays;

/**
 * A message on the heap.
 *
 * @param array what all slices share
 * @param offset of the first value
 * @param length number of values
 */
public record HostMessage(double[] array, int offset, int length) implements Message {
  public HostMessage {
    if (offset < 0 || length < 1 || offset + length > array.length) {
      throw new IllegalArgumentException(
          "values %d..%d are not all in a message of %d"
              .formatted(offset, offset + length, array.length));
    }
  }

  /** Zeros. */
  static HostMessage ofZeros(int length) {
    return new HostMessage(new double[length], 0, length);
  }

  /** {@code message}, which a host engine has made. */
  public static HostMessage of(Message message) {
    return (HostMessage) message;
  }

  /** Value {@code index}. */
  double get(int index) {
    return array[offset + index];
  }

  /** Overwrites value {@code index}. */
  void set(int index, double value) {
    array[offset + index] = value;
  }

  @Override
  public Message slice(int from, int count) {
    if (from < 0 || count < 1 || from + count > length) {
      throw new IllegalArgumentException(
          "values %d..%d are not all in a message of %d".formatted(from, from + count, length));
    }
    return new HostMessage(array, offset + from, count);
  }

  @Override
  public double[] read() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  @Override
  public void write(double[] source) {
    if (source.length != length) {
      throw new IllegalArgumentException(
          "a message of %d values does not take %d".formatted(length, source.length));
    }
    System.arraycopy(source, 0, array, offset, length);
  }
}
