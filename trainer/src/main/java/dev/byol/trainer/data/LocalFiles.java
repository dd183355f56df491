package dev.byol.trainer.data;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Files of this machine. A file is opened for each read: that costs some microseconds where
 * decoding costs hundreds, and leaves no descriptors to run out of.
 */
public final class LocalFiles implements DataFiles {
  /** Of file names; follows from the locale. */
  private static final String ENCODING = System.getProperty("sun.jnu.encoding", "UTF-8");

  /** The kernel's words for paths that lead nowhere, for which Java has no types. */
  private static final Pattern FAULT_OF_FILE =
      Pattern.compile("Too many levels of symbolic links|Not a directory|File name too long");

  /** What Java puts in place of bytes that are no character in that encoding. */
  private static final char UNDECODABLE = '\uFFFD';

  @Override
  public Optional<Kind> kind(String path) {
    Path local = path(path);
    if (Files.isDirectory(local)) {
      return Optional.of(Kind.FOLDER);
    }
    if (!Files.exists(local)) {
      return Optional.empty();
    }
    return Optional.of(Files.isRegularFile(local) ? Kind.FILE : Kind.SPECIAL);
  }

  @Override
  public List<Entry> list(String folder) {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(path(folder))) {
      for (Path path : paths) {
        entries.add(entry(path));
      }
    } catch (DirectoryIteratorException e) {
      throw refused(folder, e.getCause());
    } catch (IOException e) {
      throw refused(folder, e);
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  private static Entry entry(Path path) {
    String name = path.getFileName().toString();
    if (isUndecodable(name)) {
      if (Files.isDirectory(path)) {
        throw refused(path.toString(), new NoSuchFileException(path.toString()));
      }
      return Entry.missing(name, "whose name " + whyUndecodable());
    }
    try {
      BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
      if (facts.isDirectory()) {
        return new Entry(name, Kind.FOLDER);
      }
      return new Entry(name, facts.isRegularFile() ? Kind.FILE : Kind.SPECIAL, facts.size());
    } catch (IOException e) {
      if (!isFaultOfFile(e)) {
        throw refused(path.toString(), e);
      }
      return Entry.missing(name, whyMissing(e));
    }
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

  /** Whether a name holds bytes that are no character, so that no file is found by it. */
  static boolean isUndecodable(String name) {
    return name.indexOf(UNDECODABLE) >= 0;
  }

  /** What is wrong with such a name, and the remedy. */
  static String whyUndecodable() {
    return ENCODING.equalsIgnoreCase("UTF-8")
        ? "is not text in UTF-8; rename it, for instance with convmv -f latin1 -t utf8 -r --notest"
        : "is not text in %s, which this Java takes from the locale; set LC_ALL to C.UTF-8"
            .formatted(ENCODING);
  }

  private static Path path(String path) {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      String remedy =
          ENCODING.equalsIgnoreCase("UTF-8")
              ? "fix it"
              : "this Java knows file names in %s only: set LC_ALL to C.UTF-8".formatted(ENCODING);
      throw new DataException(
          "'%s' is not a path (%s); %s".formatted(path, e.getReason(), remedy), e);
    }
  }

  private static String whyMissing(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "linking to nothing";
    }
    return e instanceof AccessDeniedException
        ? "not to be looked at without permission"
        : "linking to what cannot be reached";
  }

  /**
   * Whether it fails alike for every worker and every resumed run, so that one picture is damaged:
   * a disk that is out of order is no such fault.
   */
  private static boolean isFaultOfFile(IOException e) {
    return e instanceof NoSuchFileException
        || e instanceof AccessDeniedException
        || e instanceof FileSystemException file
            && FAULT_OF_FILE.matcher(String.valueOf(file.getReason())).find();
  }

  private static DataException refused(String path, IOException e) {
    if (isUndecodable(path)) {
      return new UnreadableFileException("the name of %s %s".formatted(path, whyUndecodable()), e);
    }
    if (e instanceof NoSuchFileException) {
      return new UnreadableFileException(
          Files.isSymbolicLink(path(path))
              ? path + " is a link to nothing; fix or remove it"
              : path + " does not exist; check the path",
          e);
    }
    if (e instanceof AccessDeniedException) {
      return new UnreadableFileException(
          "no permission to read %s; give the user that runs the trainer read access"
              .formatted(path),
          e);
    }
    String sentence =
        "cannot read %s (%s); check the path and the disk".formatted(path, e.getMessage());
    return isFaultOfFile(e)
        ? new UnreadableFileException(sentence, e)
        : new DataException(sentence, e);
  }
}
