package dev.byol.trainer.cli;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.api.validation.Violation;
import dev.byol.trainer.byol.DivergedException;
import dev.byol.trainer.checkpoint.DamagedCheckpointException;
import dev.byol.trainer.checkpoint.NoUsableCheckpointException;
import dev.byol.trainer.checkpoint.OtherNetworkException;
import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.collective.RendezvousException;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.engine.choice.EngineUnavailableException;
import dev.byol.trainer.export.RefusedPickleException;
import dev.byol.trainer.run.RunFolderBusyException;
import dev.byol.trainer.run.WrongEnvironmentException;
import dev.byol.trainer.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What a failure means to the user: the one place where exceptions become exit codes and words.
 *
 * @param code the exit code of a worker; a person gets {@link ExitCode#atTheTerminal}
 * @param lines what to say, a sentence a line
 */
record Failure(ExitCode code, List<String> lines) {
  /** Ends every line as a sentence. */
  Failure {
    lines = lines.stream().map(line -> line.matches("(?s).*[.?!]") ? line : line + ".").toList();
  }

  /** The meaning of an exception or error that ended a command. */
  static Failure of(Throwable thrown) {
    if (isWrapper(thrown) && thrown.getCause() != null) {
      return of(thrown.getCause());
    }
    if (thrown instanceof InvalidExperimentException invalid) {
      return new Failure(
          ExitCode.BAD_EXPERIMENT, invalid.violations().stream().map(Violation::sentence).toList());
    }
    if (thrown instanceof DataException) {
      return of(
          StorageException.mayMend(thrown.getCause())
              ? ExitCode.STORAGE_UNAVAILABLE
              : ExitCode.BAD_DATA,
          thrown);
    }
    if (thrown instanceof DivergedException) {
      return of(ExitCode.DIVERGED, thrown);
    }
    if (thrown instanceof OtherNetworkException
        || thrown instanceof NoUsableCheckpointException
        || thrown instanceof DamagedCheckpointException) {
      return of(ExitCode.WRONG_CHECKPOINT, thrown);
    }
    if (thrown instanceof MistakenCommandException
        || thrown instanceof RunFolderBusyException
        || thrown instanceof RefusedPickleException
        || thrown instanceof EngineUnavailableException
        || thrown instanceof WrongEnvironmentException) {
      return of(ExitCode.USER_MUST_MEND, thrown);
    }
    if (thrown instanceof SupersededException) {
      return of(ExitCode.SUPERSEDED, thrown);
    }
    if (thrown instanceof PeerLostException || thrown instanceof RendezvousException) {
      return of(ExitCode.PEER_LOST, thrown);
    }
    if (thrown instanceof IOException failed) {
      return new Failure(
          isMisplaced(failed) ? ExitCode.BAD_EXPERIMENT : ExitCode.STORAGE_UNAVAILABLE,
          List.of(sentence(failed)));
    }
    if (thrown instanceof OutOfMemoryError) {
      return new Failure(
          ExitCode.BAD_EXPERIMENT,
          List.of(
              "Out of memory ("
                  + thrown.getMessage()
                  + "): lower spec.training.globalBatch or the number of workers, give more memory,"
                  + " or, if it was the Java heap, set BYOL_JAVA_OPTS=-Xmx4g."));
    }
    return new Failure(ExitCode.BUG, List.of("Unexpected: " + thrown));
  }

  private static Failure of(ExitCode code, Throwable thrown) {
    return new Failure(code, List.of(thrown.getMessage()));
  }

  /** Whether a path is wrong, which trying again does not mend, other than a storage's failure. */
  private static boolean isMisplaced(IOException failed) {
    return failed instanceof StorageException storage && !storage.kind().mayMend()
        || failed instanceof NoSuchFileException
        || failed instanceof AccessDeniedException
        || failed instanceof FileAlreadyExistsException
        || failed instanceof NotDirectoryException
        || String.valueOf(failed.getMessage())
            .matches(".*(Is a directory|Read-only file system).*");
  }

  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof UncheckedIOException
        || thrown instanceof CompletionException
        || thrown instanceof ExecutionException;
  }

  /** Java's own messages for files are often nothing but the path. */
  private static String sentence(IOException failed) {
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
    return failed.getMessage() == null ? failed.toString() : failed.getMessage();
  }
}
