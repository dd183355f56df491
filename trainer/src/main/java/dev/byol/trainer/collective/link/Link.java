package dev.byol.trainer.collective.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A non-blocking data connection with one peer: at most one outgoing and one expected frame at a
 * time. Used by the thread that calls the collective only.
 */
public final class Link {

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final int peer;
  private final long generation;
  private final SocketChannel channel;

  private final FrameHeader outHeader = new FrameHeader();
  private final ByteBuffer[] out = {outHeader.bytes(), NOTHING};
  private long outSequence;
  private boolean sending;

  private final FrameHeader inHeader = new FrameHeader();
  private final ByteBuffer[] in = {inHeader.bytes(), NOTHING};
  private long inSequence;
  private boolean receiving;
  private FrameType inType;
  private int inStart;
  private int inMax;
  private boolean headerSeen;
  private long lastProgress;

  SelectionKey key;

  Link(int peer, long generation, SocketChannel channel) {
    this.peer = peer;
    this.generation = generation;
    this.channel = channel;
  }

  public int peer() {
    return peer;
  }

  SocketChannel channel() {
    return channel;
  }

  /**
   * Starts a frame. The payload (position to limit; direct, to be sent without a copy) must stay
   * unchanged until {@link #flushed} says true.
   */
  public void send(FrameType type, ByteBuffer payload) throws LinkException {
    if (sending) {
      throw new IllegalStateException("the frame before is not flushed yet");
    }
    outHeader.encode(type, generation, outSequence++, payload);
    out[1] = payload.duplicate();
    sending = true;
    flushed();
  }

  /** Writes what the connection takes; true when no outgoing byte is left. */
  public boolean flushed() throws LinkException {
    if (!sending) {
      return true;
    }
    try {
      channel.write(out);
    } catch (IOException e) {
      throw LinkException.closed(peer, e);
    }
    sending = out[1].hasRemaining() || out[0].hasRemaining();
    return !sending;
  }

  /** Expects a frame that fills the buffer exactly from position to limit. */
  public void expect(FrameType type, ByteBuffer into) {
    begin(type, -1);
    in[1] = into.duplicate();
    inStart = into.position();
  }

  /** Expects a frame of unknown length up to a maximum; {@link #payload} has it once received. */
  public void expectUpTo(FrameType type, int maxBytes) {
    begin(type, maxBytes);
    in[1] = NOTHING.duplicate();
    inStart = 0;
  }

  /** Reads what is there; true once the expected frame is complete and checked. */
  public boolean received() throws LinkException {
    while (receiving) {
      long count = read();
      if (!headerSeen && !in[0].hasRemaining()) {
        acceptHeader();
      }
      if (headerSeen && !in[1].hasRemaining()) {
        finish();
      } else if (count == 0) {
        return false;
      }
    }
    return true;
  }

  /** The payload last received by {@link #expectUpTo}. */
  public ByteBuffer payload() {
    return in[1].duplicate().position(inStart);
  }

  boolean wantsToWrite() {
    return sending;
  }

  boolean wantsToRead() {
    return receiving;
  }

  /** Whether a frame has begun to arrive, but is not complete. */
  boolean isMidFrame() {
    return receiving && in[0].position() > 0;
  }

  /** {@link System#nanoTime} of the last byte received. */
  long lastProgress() {
    return lastProgress;
  }

  private void begin(FrameType type, int maxBytes) {
    if (receiving) {
      throw new IllegalStateException("the frame before is not received yet");
    }
    inType = type;
    inMax = maxBytes;
    in[0].clear();
    headerSeen = false;
    receiving = true;
  }

  private long read() throws LinkException {
    long count;
    try {
      count = channel.read(in);
    } catch (IOException e) {
      throw LinkException.closed(peer, e);
    }
    if (count < 0) {
      throw LinkException.closed(peer, null);
    }
    if (count > 0) {
      lastProgress = System.nanoTime();
    }
    return count;
  }

  private void acceptHeader() throws LinkException {
    String fault = inHeader.fault(inType, generation, inSequence);
    if (fault != null) {
      throw LinkException.violation(peer, fault);
    }
    int length = inHeader.length();
    if (inMax < 0) {
      int wanted = in[1].limit() - inStart;
      if (length != wanted) {
        throw LinkException.violation(
            peer,
            "sent "
                + Integer.toUnsignedString(length)
                + " bytes for "
                + inType.words()
                + " where "
                + wanted
                + " were due (all ranks must pass the same sizes)");
      }
    } else {
      if (length < 0 || length > inMax) {
        throw LinkException.violation(
            peer,
            "sent a frame of "
                + Integer.toUnsignedString(length)
                + " bytes for "
                + inType.words()
                + ", more than the "
                + inMax
                + " allowed");
      }
      in[1] = ByteBuffer.allocate(length);
    }
    headerSeen = true;
  }

  private void finish() throws LinkException {
    if (!inHeader.fits(in[1].duplicate().position(inStart))) {
      throw LinkException.violation(
          peer, "sent frame number " + inSequence + " with a wrong checksum");
    }
    inSequence++;
    receiving = false;
  }
}
