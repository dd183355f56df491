package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** Every operation of {@link DirectoryStore} that changes a disk: tests let it die at each. */
interface FileLayer {
  /** A file being written. */
  interface Output extends WritableByteChannel {
    /** Returns when the content is on the disk. */
    void force() throws IOException;
  }

  void createDirectory(Path directory) throws IOException;

  /** Creates a file that must not exist yet. */
  Output create(Path file) throws IOException;

  /** Renames within a file system, replacing {@code to}. */
  void move(Path from, Path to) throws IOException;

  /** Returns when the names in {@code directory} are on the disk. */
  void forceDirectory(Path directory) throws IOException;

  void deleteIfExists(Path file) throws IOException;
}
