package dev.byol.trainer.collective.linked;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.link.FrameHeader;
import dev.byol.trainer.collective.link.FrameType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;

/** Rank 1 of a world of two as bare connections, to say to rank 0 what no proper rank would. */
final class RawPeer implements AutoCloseable {

  static final long GENERATION = 7;

  private final SocketChannel control;
  private final SocketChannel data;
  private final Collective victim;

  RawPeer(Duration failureDetection) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(any)) {
      control = SocketChannel.open(server.getLocalAddress());
      SocketChannel controlOfVictim = server.accept();
      data = SocketChannel.open(server.getLocalAddress());
      SocketChannel dataOfVictim = server.accept();
      victim =
          new LinkedCollective(
              new Membership(0, 2, GENERATION, failureDetection),
              Map.of(1, controlOfVictim),
              Map.of(1, dataOfVictim),
              Map.of());
    }
  }

  /** Rank 0. */
  Collective victim() {
    return victim;
  }

  void sayOnData(byte[] bytes) throws IOException {
    data.write(ByteBuffer.wrap(bytes));
  }

  void sayOnControl(byte[] bytes) throws IOException {
    control.write(ByteBuffer.wrap(bytes));
  }

  static byte[] frame(FrameType type, long generation, long sequence, byte[] payload) {
    FrameHeader header = new FrameHeader();
    header.encode(type, generation, sequence, ByteBuffer.wrap(payload));
    return ByteBuffer.allocate(FrameHeader.BYTES + payload.length)
        .put(header.bytes())
        .put(payload)
        .array();
  }

  @Override
  public void close() throws IOException {
    control.close();
    data.close();
    victim.close();
  }
}
