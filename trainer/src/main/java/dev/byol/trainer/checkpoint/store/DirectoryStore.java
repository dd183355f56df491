package dev.byol.trainer.checkpoint.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A store in a directory, local or mounted. An object is written under a temporary name, forced to
 * the disk and renamed; then the directory is forced, so that a power cut keeps the order of
 * writes.
 */
public final class DirectoryStore implements CheckpointStore {
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
  private static final int MAX_DEPTH = 4;

  private final Path root;
  private final FileLayer files;

  /**
   * @param root need not exist yet; its parent is created too at the first write
   */
  public DirectoryStore(Path root) {
    this(root, new RealFiles());
  }

  DirectoryStore(Path root, FileLayer files) {
    this.root = root.toAbsolutePath().normalize();
    this.files = files;
  }

  @Override
  public String describe() {
    return root.toString();
  }

  @Override
  public OptionalLong room() {
    Path there = root;
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    try {
      FileStore disk = Files.getFileStore(there);
      // Some file systems in user space know no size.
      return disk.getTotalSpace() > 0
          ? OptionalLong.of(disk.getUsableSpace())
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    return walk().stream()
        .filter(file -> !TemporaryName.isTemporary(file.getFileName().toString()))
        .map(this::key)
        .filter(key -> key.startsWith(prefix))
        .sorted()
        .toList();
  }

  @Override
  public Optional<StoredObject> open(String key) throws IOException {
    Path file = path(key);
    if (Files.isDirectory(file)) {
      return Optional.empty();
    }
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return Optional.of(
          new FileObject(key, channel, channel.size(), version(file).orElse("replaced")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void put(String key, ObjectBody body) throws IOException {
    write(key, body, target -> true);
  }

  @Override
  public boolean putIf(String key, Optional<String> expected, ObjectBody body) throws IOException {
    return write(key, body, target -> version(target).equals(expected));
  }

  private interface Condition {
    boolean holds(Path target) throws IOException;
  }

  private boolean write(String key, ObjectBody body, Condition condition) throws IOException {
    Path target = path(key);
    createDirectories(target.getParent());
    Path temporary = TemporaryName.beside(target);
    try {
      try (FileLayer.Output out = files.create(temporary)) {
        body.writeTo(out);
        out.force();
      }
      if (!condition.holds(target)) {
        files.deleteIfExists(temporary);
        return false;
      }
      files.move(temporary, target);
    } catch (IOException | RuntimeException e) {
      discard(temporary, e);
      throw e;
    }
    files.forceDirectory(target.getParent());
    return true;
  }

  /** A renamed file is another file: its key and time tell it from the one before. */
  private static Optional<String> version(Path file) throws IOException {
    try {
      BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          "%s %s %d".formatted(read.fileKey(), read.lastModifiedTime(), read.size()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void delete(String key) throws IOException {
    Path file = path(key);
    files.deleteIfExists(file);
    Path folder = file.getParent();
    if (!folder.equals(root) && Files.isDirectory(folder) && isEmpty(folder)) {
      files.deleteIfExists(folder);
    }
  }

  @Override
  public int deleteLeftovers(Instant before, Predicate<String> isDead) throws IOException {
    int removed = 0;
    for (Path file : walk()) {
      String name = file.getFileName().toString();
      if (TemporaryName.isTemporary(name)
          && (isLeftover(file, name, before) || isDead.test(key(TemporaryName.target(file))))) {
        files.deleteIfExists(file);
        removed++;
      }
    }
    return removed;
  }

  private static boolean isLeftover(Path file, String name, Instant before) throws IOException {
    try {
      Instant lastChange = Files.getLastModifiedTime(file).toInstant();
      return lastChange.isBefore(before) || TemporaryName.writerIsDead(name, lastChange);
    } catch (NoSuchFileException e) {
      // Renamed to its final name meanwhile.
      return false;
    }
  }

  /** Every file under the root that a key can name, and the temporary ones. */
  private List<Path> walk() throws IOException {
    if (Files.notExists(root)) {
      return List.of();
    }
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(root + " (checkpoints need a directory)");
    }
    List<Path> found = new ArrayList<>();
    collect(root, 1, found);
    return found;
  }

  private static void collect(Path folder, int depth, List<Path> found) throws IOException {
    List<Path> children;
    try (Stream<Path> listing = Files.list(folder)) {
      children = listing.toList();
    } catch (NoSuchFileException e) {
      // Retention of another process removed it between two listings.
      return;
    }
    for (Path child : children) {
      if (Files.isDirectory(child)) {
        if (depth < MAX_DEPTH) {
          collect(child, depth + 1, found);
        }
      } else {
        found.add(child);
      }
    }
  }

  private void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    files.createDirectory(directory);
    if (parent != null) {
      files.forceDirectory(parent);
    }
  }

  private void discard(Path temporary, Exception cause) {
    try {
      files.deleteIfExists(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.findAny().isEmpty();
    }
  }

  private String key(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private Path path(String key) {
    for (String name : key.split("/", -1)) {
      if (!KEY.matcher(name).matches()) {
        throw new IllegalArgumentException("'%s' is not a key".formatted(key));
      }
    }
    return root.resolve(key);
  }

  /** A file that is open for reading. */
  private record FileObject(String key, FileChannel channel, long size, String version)
      implements StoredObject {
    @Override
    public void readFully(long position, ByteBuffer into) throws IOException {
      for (long at = position; into.hasRemaining(); ) {
        int read = channel.read(into, at);
        if (read < 0) {
          throw new EOFException("%s ends at byte %d".formatted(key, at));
        }
        at += read;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
