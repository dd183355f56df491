package dev.byol.trainer.checkpoint.store;

import java.io.IOException;

/** A file of a checkpoint is not what was written, or not of this format. */
public final class DamagedCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;
  private final String file;

  /**
   * @param file the damaged file, as the store names it
   * @param sentence what is wrong with it
   */
  public DamagedCheckpointException(String file, String sentence) {
    super(file + ": " + sentence);
    this.file = file;
  }

  /** The damaged file, as the store names it. */
  public String file() {
    return file;
  }
}
