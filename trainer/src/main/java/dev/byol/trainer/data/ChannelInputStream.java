package dev.byol.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Reads a channel in small blocks, skips by seeking, and knows its position. */
final class ChannelInputStream extends InputStream {
  private final SeekableByteChannel channel;
  private final long size;
  private final ByteBuffer block = ByteBuffer.allocate(4096).limit(0);
  private long blockEnd;

  /** Starts at byte 0; the caller keeps and closes {@code channel}. */
  ChannelInputStream(SeekableByteChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    channel.position(0);
  }

  /** Offset in the file of the next byte to be read. */
  long position() {
    return blockEnd - block.remaining();
  }

  @Override
  public int read() throws IOException {
    return fill() ? Byte.toUnsignedInt(block.get()) : -1;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    // The tar library takes a short read of a file with holes for the end of a piece.
    int done = 0;
    while (done < length && fill()) {
      int count = Math.min(length - done, block.remaining());
      block.get(out, offset + done, count);
      done += count;
    }
    return done == 0 ? -1 : done;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = Math.max(0, Math.min(count, size - position()));
    if (skipped <= block.remaining()) {
      block.position(block.position() + (int) skipped);
    } else {
      blockEnd = position() + skipped;
      block.limit(0);
      channel.position(blockEnd);
    }
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, size - position());
  }

  private boolean fill() throws IOException {
    if (block.hasRemaining()) {
      return true;
    }
    block.clear();
    int count = channel.read(block);
    block.flip();
    blockEnd += Math.max(0, count);
    return count > 0;
  }
}
