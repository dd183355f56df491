package dev.byol.trainer.data;

/**
 * One file is missing, too large or cannot be read, while its store or disk is in order. A file
 * that is one picture counts as damaged then, on every worker; a shard that holds many ends the
 * run.
 */
public final class UnreadableFileException extends DataException {
  public UnreadableFileException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A file of {@code size} bytes, of which {@code limit} are read. */
  public static UnreadableFileException tooLarge(String file, long size, long limit) {
    return new UnreadableFileException(
        "%s has %d bytes, more than the limit of %d; remove it or make it smaller"
            .formatted(file, size, limit),
        null);
  }
}
