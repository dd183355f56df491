package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Passes bytes on to a store's channel, and sees what has passed. The store closes its channel. */
abstract class PassingChannel implements WritableByteChannel {
  private final WritableByteChannel out;

  PassingChannel(WritableByteChannel out) {
    this.out = out;
  }

  /** These bytes have been taken; perhaps none. */
  abstract void passed(ByteBuffer bytes) throws IOException;

  @Override
  public final int write(ByteBuffer source) throws IOException {
    ByteBuffer before = source.duplicate();
    int count = out.write(source);
    passed(before.limit(before.position() + count));
    return count;
  }

  @Override
  public final boolean isOpen() {
    return out.isOpen();
  }

  @Override
  public final void close() {
    throw new UnsupportedOperationException("the store closes its channel");
  }
}
