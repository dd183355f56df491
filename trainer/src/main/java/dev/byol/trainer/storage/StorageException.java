package dev.byol.trainer.storage;

import java.io.IOException;
import java.util.Optional;

/** The object store did not do what was asked; the message says what, why, and what to do. */
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is to be expected of another try. */
  public enum Kind {
    /** The store cannot be reached or is overloaded; it may be back by itself. */
    AWAY,
    /**
     * It does not accept who asks, or we do not trust it: credentials, rights, clocks,
     * certificates. Somebody may renew them meanwhile, without an edit of the experiment.
     */
    REFUSED,
    /** It has no room; somebody may make some meanwhile. */
    FULL,
    /**
     * It answers, and will answer the same until the experiment is edited: another bucket, region
     * or setting.
     */
    WRONG,
    /** There is no such object. */
    MISSING;

    /** Whether the same request may succeed later although nobody edits the experiment. */
    public boolean mayMend() {
      return this == AWAY || this == REFUSED || this == FULL;
    }
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

  /** The first such failure among {@code failure} and its causes. */
  public static Optional<StorageException> in(Throwable failure) {
    return Causes.of(failure)
        .filter(StorageException.class::isInstance)
        .map(StorageException.class::cast)
        .findFirst();
  }

  /** Whether {@code failure}, or a cause of it, says that the store refuses us. */
  public static boolean isRefusal(Throwable failure) {
    return in(failure).filter(storage -> storage.kind == Kind.REFUSED).isPresent();
  }

  /**
   * Whether {@code failure}, or a cause of it, says that the same request may succeed later
   * although nobody edits the experiment.
   */
  public static boolean mayMend(Throwable failure) {
    return in(failure).filter(storage -> storage.kind.mayMend()).isPresent();
  }
}
