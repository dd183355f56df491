package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file layer over a disk that is full until somebody makes room; in the kernel's words. */
public final class FullFiles implements FileLayer {
  private final FileLayer real = new RealFiles();
  private volatile boolean full;
  private volatile int refusals;

  /** A store in a folder of this disk. */
  public DirectoryStore store(Path folder) {
    return new DirectoryStore(folder, this);
  }

  public void fill() {
    full = true;
  }

  public void makeRoom() {
    full = false;
  }

  /** How many writes found no room. */
  public int refusals() {
    return refusals;
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    real.createDirectory(directory);
  }

  @Override
  public Output create(Path file) throws IOException {
    return new ForwardingOutput(real.create(file)) {
      @Override
      @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
      public int write(ByteBuffer source) throws IOException {
        if (full) {
          refusals++;
          throw new IOException("No space left on device");
        }
        return super.write(source);
      }
    };
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    real.move(from, to);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    real.forceDirectory(directory);
  }

  @Override
  public void deleteIfExists(Path file) throws IOException {
    real.deleteIfExists(file);
  }
}
