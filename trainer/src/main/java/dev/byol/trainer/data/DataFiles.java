package dev.byol.trainer.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Optional;

/**
 * The few things that sources ask of a file store, so that object storage can take the place of
 * local folders. Paths are strings with {@code /} between their parts. Every method throws {@link
 * DataException} when the store refuses. Implementations are safe for use by several threads.
 */
public interface DataFiles {
  /** What lies at a path. */
  enum Kind {
    FILE,
    FOLDER,
    /** A pipe, socket or device. */
    SPECIAL,
    /** A link to nothing, a name that cannot be used, or what may not be looked at. */
    MISSING
  }

  /**
   * One entry of a folder.
   *
   * @param name last part of its path
   * @param bytes of a file; -1 if the listing does not say
   * @param missing why there is nothing, as in "linking to nothing"; empty unless it is missing
   */
  record Entry(String name, Kind kind, long bytes, String missing) {
    public Entry(String name, Kind kind, long bytes) {
      this(name, kind, bytes, "");
    }

    public Entry(String name, Kind kind) {
      this(name, kind, -1);
    }

    /** One that is there by name only. */
    static Entry missing(String name, String why) {
      return new Entry(name, Kind.MISSING, -1, why);
    }

    /** Whether its name begins with a dot. */
    public boolean isHidden() {
      return name.startsWith(".");
    }
  }

  /** What lies at {@code path}; empty when nothing does. */
  Optional<Kind> kind(String path);

  /** Entries of a folder (not of its subfolders) sorted by name, hidden ones too. */
  List<Entry> list(String folder);

  /** Opens {@code file} for reading from its start; the caller closes it. */
  SeekableByteChannel open(String file);

  /**
   * Bytes of a whole file of at most {@code limit} bytes.
   *
   * @throws UnreadableFileException also when it is larger
   */
  default byte[] read(String file, int limit) {
    try (SeekableByteChannel channel = open(file)) {
      long size = channel.size();
      if (size > limit) {
        throw UnreadableFileException.tooLarge(file, size, limit);
      }
      return read(channel, 0, (int) size);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The {@code length} bytes of {@code file} from {@code offset}. */
  default byte[] read(String file, long offset, int length) {
    try (SeekableByteChannel channel = open(file)) {
      return read(channel, offset, length);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Changes when {@code file} is replaced; holds its size. */
  String version(String file);

  /**
   * The caller will soon {@link #read(String, long, int)} these bytes; a store that is far away
   * begins to fetch them.
   */
  default void willNeed(String file, long offset, int length) {}

  /**
   * The caller will soon {@link #read(String, int)} all of {@code file}.
   *
   * @param bytes its size, as it was listed
   */
  default void willNeedAll(String file, long bytes) {}

  /** Where indexes of shards that lie here are kept. */
  default IndexShelf shelf() {
    return IndexShelf.NONE;
  }

  private static byte[] read(SeekableByteChannel channel, long offset, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    channel.position(offset);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("it ends at byte " + (offset + buffer.position()));
      }
    }
    return buffer.array();
  }

  /**
   * What to tell when reading {@code file} failed half-way: only that it ends too early is a fault
   * of the file.
   */
  static DataException unreadable(String file, IOException e) {
    String sentence =
        "cannot read %s (%s); check that it is complete and was not replaced while in use"
            .formatted(file, e.getMessage());
    return e instanceof EOFException
        ? new UnreadableFileException(sentence, e)
        : new DataException(sentence, e);
  }

  /** {@code name} within {@code folder}. */
  static String join(String folder, String name) {
    if (folder.isEmpty()) {
      return name;
    }
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }
}
