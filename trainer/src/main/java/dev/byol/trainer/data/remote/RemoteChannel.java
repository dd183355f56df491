package dev.byol.trainer.data.remote;

import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectInfo;
import dev.byol.trainer.storage.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * An object read in large blocks, for who goes through it from its beginning and skips little. Used
 * by one thread.
 */
final class RemoteChannel implements SeekableByteChannel {
  private static final int BLOCK = 4 << 20;

  private final ObjectStore store;
  private final ObjectAddress address;
  private final ObjectInfo info;
  private final ByteBuffer block;
  private long blockStart;
  private long position;
  private boolean open = true;

  RemoteChannel(ObjectStore store, ObjectAddress address, ObjectInfo info) {
    this.store = store;
    this.address = address;
    this.info = info;
    this.block = ByteBuffer.allocate((int) Math.min(BLOCK, Math.max(1, info.size()))).limit(0);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (position >= info.size()) {
      return -1;
    }
    if (position < blockStart || position >= blockStart + block.limit()) {
      blockStart = position;
      block.clear().limit((int) Math.min(block.capacity(), info.size() - position));
      store.read(address, info.version(), position, block);
    }
    int from = (int) (position - blockStart);
    int count = Math.min(into.remaining(), block.limit() - from);
    into.put(block.array(), from, count);
    position += count;
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return info.size();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
