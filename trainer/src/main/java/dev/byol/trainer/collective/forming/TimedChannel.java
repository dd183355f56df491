package dev.byol.trainer.collective.forming;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** Blocking reads and writes of short messages under one deadline for all of them together. */
final class TimedChannel {

  private final SocketChannel channel;
  private final long deadline;

  /**
   * @param channel in blocking mode
   * @param deadline {@link System#nanoTime} after which reads fail
   */
  TimedChannel(SocketChannel channel, long deadline) {
    this.channel = channel;
    this.deadline = deadline;
  }

  /**
   * @throws EOFException when the peer closes before all bytes are there
   * @throws SocketTimeoutException when the deadline passes first
   */
  byte[] read(int count) throws IOException {
    byte[] bytes = new byte[count];
    InputStream in = channel.socket().getInputStream();
    for (int done = 0; done < count; ) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new SocketTimeoutException("no answer in time");
      }
      channel.socket().setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      int got = in.read(bytes, done, count - done);
      if (got < 0) {
        throw new EOFException("the connection was closed");
      }
      done += got;
    }
    return bytes;
  }

  /**
   * Writes the message.
   *
   * @throws SocketTimeoutException when the peer does not take it before the deadline
   */
  void write(byte[] bytes) throws IOException {
    channel.configureBlocking(false);
    ByteBuffer message = ByteBuffer.wrap(bytes);
    while (message.hasRemaining()) {
      if (channel.write(message) == 0) {
        awaitRoom();
      }
    }
    channel.configureBlocking(true);
  }

  private void awaitRoom() throws IOException {
    if (System.nanoTime() >= deadline) {
      throw new SocketTimeoutException("the peer does not read");
    }
    try {
      TimeUnit.MILLISECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
  }
}
