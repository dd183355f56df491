package dev.byol.trainer.collective.forming;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Socket settings of the package, in one place. */
final class Sockets {

  /** Waiting connections that the system keeps: all members may come at once. */
  private static final int BACKLOG = 1024;

  private Sockets() {}

  /** No delay for short frames; the buffers are left to the system, which tunes them itself. */
  static void configure(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
  }

  static ServerSocketChannel listen(InetSocketAddress address) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return server.bind(address, BACKLOG);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Connects within the timeout.
   *
   * @throws IOException also when the system connected the port with itself, as it may on loopback
   *     while nobody listens there
   */
  static SocketChannel connect(InetSocketAddress address, Duration timeout) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(address, (int) Math.max(1, timeout.toMillis()));
      if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
        throw new IOException("connected to itself; nobody listens there");
      }
      configure(channel);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Closes what is of no use any more. */
  static void closeQuietly(Closeable channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is lost with a connection that nobody uses.
    }
  }
}
