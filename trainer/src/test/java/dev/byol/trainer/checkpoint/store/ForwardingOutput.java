package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file being written, as another writes it; subclasses change what they are about. */
class ForwardingOutput implements FileLayer.Output {
  private final FileLayer.Output output;

  ForwardingOutput(FileLayer.Output output) {
    this.output = output;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return output.write(source);
  }

  @Override
  public void force() throws IOException {
    output.force();
  }

  @Override
  public boolean isOpen() {
    return output.isOpen();
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
