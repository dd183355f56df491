package dev.byol.trainer.storage;

import java.io.IOException;

/** The object store did not do what was asked; the message says what, why, and what to do. */
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is to be expected of another try. */
  public enum Kind {
    /** The store cannot be reached or is overloaded; it may be back later. */
    AWAY,
    /** It answered, and will answer the same again: no right, no such bucket, wrong setting. */
    REFUSED,
    /** There is no such object. */
    MISSING
  }

  private final Kind kind;
  private final int status;

  /**
   * @param status HTTP status of the last answer; 0 if there was none
   * @param message address, reason and remedy
   */
  public StorageException(Kind kind, int status, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.status = status;
  }

  /** What is to be expected of another try. */
  public Kind kind() {
    return kind;
  }

  /** The HTTP status of the last answer; 0 if there was none. */
  public int status() {
    return status;
  }

  /** Whether {@code failure} says that the store is away and may be back. */
  public static boolean isAway(Throwable failure) {
    return failure instanceof StorageException storage && storage.kind == Kind.AWAY;
  }
}
