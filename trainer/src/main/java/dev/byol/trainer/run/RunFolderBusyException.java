package dev.byol.trainer.run;

import java.nio.file.Path;

/** Another run of the same experiment is going on; the message is for the user. */
public final class RunFolderBusyException extends RuntimeException {
  RunFolderBusyException(Path folder, String holder) {
    super(
        "Another run writes to "
            + folder
            + (holder.isEmpty() ? "" : " (process " + holder + ")")
            + "; wait for its end or stop it, or give this one its own folder by --set"
            + " spec.checkpoint.uri=FOLDER.");
  }
}
