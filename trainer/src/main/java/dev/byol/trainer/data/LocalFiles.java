package dev.byol.trainer.data;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Files of this machine. A file is opened for each read: that costs some microseconds where
 * decoding costs hundreds, and leaves no descriptors to run out of.
 */
public final class LocalFiles implements DataFiles {
  @Override
  public Optional<Kind> kind(String path) {
    Path local = path(path);
    if (Files.isDirectory(local)) {
      return Optional.of(Kind.FOLDER);
    }
    return Files.exists(local) ? Optional.of(Kind.FILE) : Optional.empty();
  }

  @Override
  public List<Entry> list(String folder) {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(path(folder))) {
      for (Path path : paths) {
        String name = path.getFileName().toString();
        if (!name.startsWith(".")) {
          entries.add(new Entry(name, Files.isDirectory(path) ? Kind.FOLDER : Kind.FILE));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw refused(folder, e.getCause());
    } catch (IOException e) {
      throw refused(folder, e);
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  @Override
  public SeekableByteChannel open(String file) {
    try {
      return Files.newByteChannel(path(file));
    } catch (IOException e) {
      throw refused(file, e);
    }
  }

  @Override
  public String version(String file) {
    try {
      return Files.size(path(file)) + " " + Files.getLastModifiedTime(path(file));
    } catch (IOException e) {
      throw refused(file, e);
    }
  }

  private static Path path(String path) {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new DataException("'%s' is not a path (%s); mend it".formatted(path, e.getReason()), e);
    }
  }

  private static DataException refused(String path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new DataException(path + " does not exist; check the path", e);
    }
    if (e instanceof AccessDeniedException) {
      return new DataException(
          "no permission to read %s; give the user that runs the trainer read access"
              .formatted(path),
          e);
    }
    return new DataException(
        "cannot read %s (%s); check the path and the disk".formatted(path, e.getMessage()), e);
  }
}
