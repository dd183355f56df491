package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Where checkpoints lie: objects by key. Keys are relative, with {@code /} between folders; a
 * directory and a bucket serve alike. Implementations may be used from several threads.
 */
public interface CheckpointStore {
  /** The key whose text names the step folder that was committed last. */
  String LATEST = "latest";

  /** Bytes that {@link #LATEST} may have: {@value}. */
  int LONGEST_NAME = 1024;

  /** Where this is, for messages. */
  String describe();

  /** Whether reading means requests over a network, which ranks had better share. */
  default boolean isRemote() {
    return false;
  }

  /**
   * Processor time in nanoseconds that threads of its own have used for its callers so far; only
   * differences of it mean something.
   */
  default long processorNanos() {
    return 0;
  }

  /** Bytes that it has room for; empty where that is not known. */
  default OptionalLong room() {
    return OptionalLong.empty();
  }

  /**
   * Every key that begins with {@code prefix}, sorted; unfinished writes are not listed.
   *
   * @throws IOException if the store cannot be read (never an empty list instead)
   */
  List<String> list(String prefix) throws IOException;

  /** Opens an object; empty if there is none. */
  Optional<StoredObject> open(String key) throws IOException;

  /**
   * Stores an object durably: after return it survives a crash, before it nothing of it is seen and
   * what had that key is unchanged.
   */
  void put(String key, ObjectBody body) throws IOException;

  /**
   * Stores a small object as {@link #put} does, if nobody else did meanwhile. A bucket decides that
   * in one step; a directory compares just before it renames.
   *
   * @param expected the {@link StoredObject#version} that is to be replaced; empty: there must be
   *     no such object
   * @return whether it was stored; false: there is another version
   */
  boolean putIf(String key, Optional<String> expected, ObjectBody body) throws IOException;

  /** Removes an object; one that is not there is no error. */
  void delete(String key) throws IOException;

  /**
   * Removes what writers that died have left behind: of keys that are dead, of writers that are
   * known to have died, and what was begun before {@code before}.
   *
   * @param isDead whether nobody alive writes that key
   * @return how many leftovers were removed
   */
  int deleteLeftovers(Instant before, Predicate<String> isDead) throws IOException;

  /** What {@link #LATEST} says, if it is there. */
  default Optional<String> readLatest() throws IOException {
    Optional<StoredObject> found = open(LATEST);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject latest = found.get()) {
      requireName(latest.size());
      return Optional.of(nameIn(latest.readAll()));
    }
  }

  /** Refuses a {@link #LATEST} of that many bytes if it is too long to be a folder's name. */
  static void requireName(long bytes) throws DamagedCheckpointException {
    if (bytes > LONGEST_NAME) {
      throw new DamagedCheckpointException(
          LATEST, "has %d bytes, expected the name of a folder".formatted(bytes));
    }
  }

  /** The name that {@link #LATEST} holds. */
  static String nameIn(byte[] latest) {
    return new String(latest, StandardCharsets.UTF_8).strip();
  }
}
