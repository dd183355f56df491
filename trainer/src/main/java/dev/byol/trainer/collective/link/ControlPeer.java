package dev.byol.trainer.collective.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One end of a control connection: small frames in both directions, never blocking. Used by the
 * control thread only.
 */
public final class ControlPeer {

  /** Largest control payload: a rank and a reason of {@link LostRank#MAX_WHY} characters. */
  public static final int MAX_PAYLOAD = Integer.BYTES + 3 * LostRank.MAX_WHY;

  /** A control message; the verdict is null but for {@code SUSPECT} and {@code ABORT}. */
  record Message(FrameType type, LostRank verdict) {}

  private final int rank;
  private final long generation;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final FrameHeader outHeader = new FrameHeader();
  private final FrameHeader inHeader = new FrameHeader();
  private final ByteBuffer out = ByteBuffer.allocate(8 * (FrameHeader.BYTES + MAX_PAYLOAD));
  private final ByteBuffer in = ByteBuffer.allocate(8 * (FrameHeader.BYTES + MAX_PAYLOAD));
  private long outSequence;
  private long inSequence;
  private long heardUntil;
  private boolean outputShut;

  /** Whether it left in good order. */
  boolean saidBye;

  /**
   * @param firstBeatBy {@link System#nanoTime} until which silence is no wonder, since the peer may
   *     still be busy with the rendezvous
   */
  ControlPeer(int rank, long generation, SocketChannel channel, Selector selector, long firstBeatBy)
      throws IOException {
    this.rank = rank;
    this.generation = generation;
    this.channel = channel;
    heardUntil = firstBeatBy;
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  int rank() {
    return rank;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Nanoseconds since it was last heard of; negative while the first beat is not due. */
  long silence(long now) {
    return now - heardUntil;
  }

  /** Queues a frame; drops it when a peer that does not read has let the queue fill up. */
  void send(FrameType type, LostRank verdict) {
    ByteBuffer payload = encode(verdict);
    if (!isOpen() || outputShut || out.remaining() < FrameHeader.BYTES + payload.remaining()) {
      return;
    }
    outHeader.encode(type, generation, outSequence++, payload);
    out.put(outHeader.bytes()).put(payload);
  }

  /** Whether earlier messages are still waiting to be written. */
  boolean isBacklogged() {
    return out.position() > 0;
  }

  /** Writes what the connection takes. */
  void flush() throws LinkException {
    if (!isOpen() || outputShut) {
      return;
    }
    try {
      out.flip();
      channel.write(out);
      out.compact();
      key.interestOps(SelectionKey.OP_READ | (isBacklogged() ? SelectionKey.OP_WRITE : 0));
    } catch (IOException e) {
      throw LinkException.closed(rank, e);
    }
  }

  /** Tells the peer that nothing more comes, once everything is written. */
  void shutOutput() {
    if (isOpen() && !outputShut && !isBacklogged()) {
      outputShut = true;
      try {
        channel.shutdownOutput();
      } catch (IOException e) {
        close();
      }
    }
  }

  /** Reads and decodes the messages that are there. */
  List<Message> read() throws LinkException {
    int count;
    try {
      count = channel.read(in);
    } catch (IOException e) {
      throw LinkException.closed(rank, e);
    }
    List<Message> messages = new ArrayList<>();
    in.flip();
    for (Message message = decode(); message != null; message = decode()) {
      messages.add(message);
      heardUntil = System.nanoTime();
    }
    in.compact();
    if (count < 0 && messages.isEmpty()) {
      throw LinkException.closed(rank, null);
    }
    return messages;
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The peer sees the end of the connection in any case; there is nothing left to do here.
      key.cancel();
    }
  }

  private Message decode() throws LinkException {
    if (in.remaining() < FrameHeader.BYTES) {
      return null;
    }
    inHeader.bytes().clear().put(in.slice(in.position(), FrameHeader.BYTES));
    String fault = inHeader.fault(null, generation, inSequence);
    if (fault != null) {
      throw LinkException.violation(rank, fault);
    }
    int length = inHeader.length();
    if (length < 0 || length > MAX_PAYLOAD) {
      throw LinkException.violation(
          rank, "sent a control frame of " + Integer.toUnsignedString(length) + " bytes");
    }
    if (in.remaining() < FrameHeader.BYTES + length) {
      return null;
    }
    ByteBuffer payload = in.slice(in.position() + FrameHeader.BYTES, length);
    if (!inHeader.fits(payload)) {
      throw LinkException.violation(rank, "sent a control frame with a wrong checksum");
    }
    in.position(in.position() + FrameHeader.BYTES + length);
    inSequence++;
    FrameType type = inHeader.type();
    if (type == FrameType.SUSPECT || type == FrameType.ABORT) {
      if (length < Integer.BYTES) {
        throw LinkException.violation(rank, "sent a control frame that is too short");
      }
      int blamed = payload.getInt();
      return new Message(
          type, new LostRank(blamed, StandardCharsets.UTF_8.decode(payload).toString()));
    }
    return new Message(type, null);
  }

  private static ByteBuffer encode(LostRank verdict) {
    if (verdict == null) {
      return ByteBuffer.allocate(0);
    }
    byte[] why = verdict.why().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + why.length).putInt(verdict.rank()).put(why).flip();
  }
}
