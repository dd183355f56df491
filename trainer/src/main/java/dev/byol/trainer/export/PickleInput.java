package dev.byol.trainer.export;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle. It knows how many are left, so that no length in them is believed. */
final class PickleInput {
  private static final int LONGEST_NAME = 1000;
  private static final int LONGEST_INTEGER = 8;

  private final InputStream in;
  private final long size;
  private long left;

  /**
   * @param in stays the caller's; buffered
   * @param size how many bytes it has
   */
  PickleInput(InputStream in, long size) {
    this.in = in;
    this.size = size;
    this.left = size;
  }

  /** How many bytes the pickle has in all. */
  long size() {
    return size;
  }

  int unsignedByte() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException();
    }
    left--;
    return value;
  }

  /** Little-endian, {@code count} bytes, unsigned. */
  long unsigned(int count) throws IOException {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) unsignedByte() << (8 * i);
    }
    return value;
  }

  int int32() throws IOException {
    return (int) unsigned(4);
  }

  double float64() throws IOException {
    return ByteBuffer.wrap(bytes(Double.BYTES)).getDouble();
  }

  /** Python's LONG1: a length, then two's complement. */
  long integer() throws IOException {
    int count = unsignedByte();
    if (count > LONGEST_INTEGER) {
      throw new RefusedPickleException("it holds an integer of %d bytes".formatted(count));
    }
    byte[] bytes = bytes(count);
    for (int i = 0; i < count / 2; i++) {
      byte swapped = bytes[i];
      bytes[i] = bytes[count - 1 - i];
      bytes[count - 1 - i] = swapped;
    }
    return count == 0 ? 0 : new BigInteger(bytes).longValue();
  }

  byte[] bytes(long count) throws IOException {
    if (count < 0 || count > Math.min(left, Integer.MAX_VALUE - 64)) {
      throw new EOFException();
    }
    byte[] bytes = in.readNBytes((int) count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    left -= count;
    return bytes;
  }

  String text(long count) throws IOException {
    byte[] bytes = bytes(count);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedPickleException("it holds a text that is not UTF-8");
    }
  }

  /** A name up to the end of the line. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
      if (line.length() == LONGEST_NAME) {
        throw new RefusedPickleException("it holds a name that is too long");
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
