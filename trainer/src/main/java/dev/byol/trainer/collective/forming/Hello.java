package dev.byol.trainer.collective.forming;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * How the connecting side introduces itself.
 *
 * @param purpose what the connection is for
 * @param rank its rank
 * @param worldSize members it expects
 * @param generation generation it wants to join
 * @param listening where it accepts data links
 */
record Hello(
    Purpose purpose, int rank, int worldSize, long generation, InetSocketAddress listening) {

  /** What a connection is for; the number on the wire is the ordinal. */
  enum Purpose {
    /** Heartbeats and failures, with the coordinator. */
    CONTROL,
    /** The frames of a collective. */
    DATA,
    /** The frames of the collective beside it. */
    DATA_BESIDE
  }

  /** Length of an encoded address: family length (1), IP address (16), port (2), big-endian. */
  static final int ADDRESS_BYTES = 19;

  static final int BYTES = 1 + 4 + 4 + 8 + ADDRESS_BYTES;

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .put((byte) purpose.ordinal())
        .putInt(rank)
        .putInt(worldSize)
        .putLong(generation)
        .put(encodeAddress(listening))
        .array();
  }

  /** Call only on bytes whose proof holds: what is malformed then is a bug, not a stranger. */
  static Hello decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Hello(
        Purpose.values()[in.get()], in.getInt(), in.getInt(), in.getLong(), decodeAddress(in));
  }

  static byte[] encodeAddress(InetSocketAddress address) {
    byte[] ip = address.getAddress().getAddress();
    return ByteBuffer.allocate(ADDRESS_BYTES)
        .put((byte) ip.length)
        .put(ip)
        .position(ADDRESS_BYTES - 2)
        .putShort((short) address.getPort())
        .array();
  }

  static InetSocketAddress decodeAddress(ByteBuffer in) {
    byte[] ip = new byte[in.get()];
    byte[] padded = new byte[ADDRESS_BYTES - 3];
    in.get(padded);
    System.arraycopy(padded, 0, ip, 0, ip.length);
    int port = Short.toUnsignedInt(in.getShort());
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address of " + ip.length + " bytes", e);
    }
  }
}
