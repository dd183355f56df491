package dev.byol.trainer.data;

/** The data cannot be used; the message is one sentence for the person who can fix it. */
public class DataException extends RuntimeException {
  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
