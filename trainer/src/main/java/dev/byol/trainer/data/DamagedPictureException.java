package dev.byol.trainer.data;

/** One picture cannot be decoded; others can. The message names shard or file and key. */
public final class DamagedPictureException extends Exception {
  /**
   * @param picture name of the picture as {@link PictureSource#name} gives it
   * @param reason what is wrong with it, without a full stop
   */
  public DamagedPictureException(String picture, String reason, Throwable cause) {
    super("picture " + picture + " is damaged: " + reason, cause);
  }

  /** A picture whose file is missing or cannot be read. */
  public DamagedPictureException(UnreadableFileException cause) {
    super("a picture counts as damaged: " + cause.getMessage(), cause);
  }
}
