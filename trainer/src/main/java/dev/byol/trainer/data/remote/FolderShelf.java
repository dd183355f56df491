package dev.byol.trainer.data.remote;

import dev.byol.trainer.data.IndexShelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Indexes in a directory of this machine, shared by the processes that use it. */
public final class FolderShelf implements IndexShelf {
  private static final Logger LOG = LoggerFactory.getLogger(FolderShelf.class);

  private final Path directory;

  /**
   * @param directory is created at need
   */
  public FolderShelf(Path directory) {
    this.directory = directory;
  }

  @Override
  public Optional<byte[]> find(String location, List<String> shards) {
    try {
      return Optional.of(Files.readAllBytes(file(location)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("The index {} cannot be read ({}); it is built anew.", file(location), e.toString());
      return Optional.empty();
    }
  }

  @Override
  public void keep(String location, List<String> shards, byte[] index) {
    try {
      Files.createDirectories(directory);
      Path written = Files.createTempFile(directory, "index", ".tmp");
      Files.write(written, index);
      Files.move(
          written,
          file(location),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("The index of {} is not kept in {}: {}", location, directory, e.toString());
    }
  }

  private Path file(String location) {
    return directory.resolve(BucketShelf.name(location));
  }
}
