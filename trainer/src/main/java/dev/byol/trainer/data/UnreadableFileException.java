package dev.byol.trainer.data;

/**
 * One file is missing or cannot be read, while its store answers. A file that is one picture counts
 * as damaged then; a shard that holds many ends the run.
 */
public final class UnreadableFileException extends DataException {
  public UnreadableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
