package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * A file layer that dies at a chosen operation: nothing works afterwards, as after a power cut. A
 * write dies half done, and of files that were not forced half is lost, under whatever name they
 * then have.
 */
final class DyingFiles implements FileLayer {
  /** The machine is off. Not an exception that the code under test would handle. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final FileLayer real = new RealFiles();
  private final Map<Path, Path> notForced = new HashMap<>();
  private final int deadline;
  private int operations;

  /**
   * @param deadline the operation, from 0, that dies
   */
  DyingFiles(int deadline) {
    this.deadline = deadline;
  }

  int operations() {
    return operations;
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    count();
    real.createDirectory(directory);
  }

  @Override
  public Output create(Path file) throws IOException {
    count();
    Output output = real.create(file);
    notForced.put(file, file);
    return new ForwardingOutput(output) {
      @Override
      public int write(ByteBuffer source) throws IOException {
        if (operations == deadline) {
          ByteBuffer half = source.slice();
          super.write(half.limit(half.limit() / 2));
        }
        count();
        return super.write(source);
      }

      @Override
      public void force() throws IOException {
        count();
        super.force();
        notForced.remove(file);
      }
    };
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    count();
    real.move(from, to);
    if (notForced.containsKey(from)) {
      notForced.put(from, to);
    }
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    count();
    real.forceDirectory(directory);
  }

  @Override
  public void deleteIfExists(Path file) throws IOException {
    count();
    real.deleteIfExists(file);
  }

  private void count() {
    if (operations >= deadline) {
      loseWhatWasNotForced();
      throw new Died();
    }
    operations++;
  }

  private void loseWhatWasNotForced() {
    for (Path file : notForced.values()) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(Files.size(file) / 2);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    notForced.clear();
  }
}
