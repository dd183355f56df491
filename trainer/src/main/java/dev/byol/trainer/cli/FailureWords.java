package dev.byol.trainer.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The sentence of a failure: its own where it has one that helps, else ours. */
final class FailureWords {
  private FailureWords() {}

  static String of(FailureTable row, Throwable thrown) {
    return switch (row) {
      case MEMORY ->
          "Out of memory (%s): lower spec.training.globalBatch or the number of workers, give more memory (in a cluster spec.workers.resources.limits.memory), or, if it was the Java heap, set BYOL_JAVA_OPTS=-Xmx4g."
              .formatted(thrown.getMessage());
      case DEVICE ->
          "An accelerator or its driver failed (%s): look at the GPUs of this node, nvidia-smi -q says more."
              .formatted(said(thrown));
      case INTERRUPTED -> "Unexpected: " + thrown;
      default -> thrown instanceof IOException failed ? file(failed) : said(thrown);
    };
  }

  /** Java's own messages for files are often nothing but the path. */
  private static String file(IOException failed) {
    if (failed instanceof FileSystemException file && file.getFile() != null) {
      String path = file.getFile();
      if (failed instanceof NoSuchFileException) {
        return path + " does not exist; check the path.";
      }
      if (failed instanceof AccessDeniedException) {
        return path + " may not be read or written by this user; change its rights.";
      }
      if (failed instanceof FileAlreadyExistsException) {
        return path + " exists already and is in the way; move it.";
      }
      if (failed instanceof NotDirectoryException) {
        return path + " is no folder; name another one.";
      }
      return path + ": " + (file.getReason() == null ? "cannot be used" : file.getReason()) + ".";
    }
    return said(failed);
  }

  private static String said(Throwable thrown) {
    return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
  }
}
