package dev.byol.trainer.cli;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.trainer.byol.DivergedException;
import dev.byol.trainer.checkpoint.NoUsableCheckpointException;
import dev.byol.trainer.checkpoint.OtherNetworkException;
import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.cli.shell.MistakenCommandException;
import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.collective.forming.RendezvousException;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.engine.choice.EngineUnavailableException;
import dev.byol.trainer.eval.NotFiniteException;
import dev.byol.trainer.export.RefusedPickleException;
import dev.byol.trainer.memory.NotEnoughMemoryException;
import dev.byol.trainer.run.ChangedExperimentException;
import dev.byol.trainer.run.RunFolderBusyException;
import dev.byol.trainer.run.WrongEnvironmentException;
import dev.byol.trainer.storage.DiskFailure;
import dev.byol.trainer.storage.StorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Which failure leads to which exit code: the one place where exceptions become exit codes. What
 * the operator makes of a code is in {@link ExitCode#reason}. The first row that fits counts.
 */
enum FailureTable {
  MEMORY(Reach.BENEATH, ExitCode.OUT_OF_MEMORY, Machine::isMemory),
  DEVICE(Reach.BENEATH, ExitCode.DEVICE_FAULT, Machine::isDevice),
  NEWER_ATTEMPT(Reach.BENEATH, ExitCode.SUPERSEDED, isOne(SupersededException.class)),
  STORE_REFUSES(Reach.BENEATH, ExitCode.STORAGE_REFUSED, isStore(StorageException.Kind.REFUSED)),
  STORE_AWAY(Reach.BENEATH, ExitCode.STORAGE_UNAVAILABLE, isStore(StorageException.Kind.AWAY)),
  STORE_FULL(Reach.BENEATH, ExitCode.STORAGE_UNAVAILABLE, isStore(StorageException.Kind.FULL)),
  DISK(Reach.BENEATH, ExitCode.STORAGE_UNAVAILABLE, DiskFailure::isOne),
  FILE_RIGHTS(Reach.BENEATH, ExitCode.STORAGE_REFUSED, isOne(AccessDeniedException.class)),
  SLOW_DATA(
      Reach.BENEATH,
      ExitCode.STORAGE_UNAVAILABLE,
      t -> t instanceof DataException && t.getCause() instanceof TimeoutException),
  INTERRUPTED(
      Reach.BENEATH,
      ExitCode.BUG,
      t ->
          t instanceof InterruptedException
              || t instanceof ClosedByInterruptException
              || t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException)),

  EXPERIMENT(
      Reach.NAMED,
      ExitCode.BAD_EXPERIMENT,
      isOne(InvalidExperimentException.class).or(isOne(NotEnoughMemoryException.class))),
  DATA(Reach.NAMED, ExitCode.BAD_DATA, isOne(DataException.class)),
  NUMBERS(
      Reach.NAMED,
      ExitCode.DIVERGED,
      isOne(DivergedException.class).or(isOne(NotFiniteException.class))),
  CHECKPOINT(
      Reach.NAMED,
      ExitCode.WRONG_CHECKPOINT,
      isOne(OtherNetworkException.class)
          .or(isOne(ChangedExperimentException.class))
          .or(isOne(NoUsableCheckpointException.class))
          .or(isOne(DamagedCheckpointException.class))),
  COMMAND(
      Reach.NAMED,
      ExitCode.USER_MUST_MEND,
      isOne(MistakenCommandException.class)
          .or(isOne(RunFolderBusyException.class))
          .or(isOne(RefusedPickleException.class))
          .or(isOne(EngineUnavailableException.class))
          .or(isOne(WrongEnvironmentException.class))),
  PEER(
      Reach.NAMED,
      ExitCode.PEER_LOST,
      isOne(PeerLostException.class).or(isOne(RendezvousException.class))),
  STORE_SETTING(
      Reach.NAMED,
      ExitCode.BAD_EXPERIMENT,
      isStore(StorageException.Kind.WRONG).or(isStore(StorageException.Kind.MISSING))),

  PATH(Reach.GENERAL, ExitCode.BAD_EXPERIMENT, FailureTable::isMisplaced),
  FILE(Reach.GENERAL, ExitCode.STORAGE_UNAVAILABLE, isOne(IOException.class));

  /** How a row is weighed against others that fit the same chain of causes; the first wins. */
  enum Reach {
    /** Outweighs whatever is around it: pictures cannot be bad because the store was away. */
    BENEATH,
    /** Failures with a type of ours; of several the outermost counts, which knows most. */
    NAMED,
    /** What the JDK throws, where nothing else is known. */
    GENERAL
  }

  private final Reach reach;
  private final ExitCode code;
  private final Predicate<Throwable> predicate;

  FailureTable(Reach reach, ExitCode code, Predicate<Throwable> predicate) {
    this.reach = reach;
    this.code = code;
    this.predicate = predicate;
  }

  ExitCode code() {
    return code;
  }

  /** The row of {@code thrown} itself, whatever its causes. */
  static Optional<FailureTable> of(Reach reach, Throwable thrown) {
    for (FailureTable row : values()) {
      if (row.reach == reach && row.predicate.test(thrown)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  private static Predicate<Throwable> isOne(Class<? extends Throwable> type) {
    return type::isInstance;
  }

  private static Predicate<Throwable> isStore(StorageException.Kind kind) {
    return thrown -> thrown instanceof StorageException storage && storage.kind() == kind;
  }

  /** Whether a path is wrong, which trying again does not fix. */
  private static boolean isMisplaced(Throwable thrown) {
    return thrown instanceof NoSuchFileException
        || thrown instanceof FileAlreadyExistsException
        || thrown instanceof NotDirectoryException
        || thrown instanceof IOException
            && String.valueOf(thrown.getMessage())
                .matches("(?s).*(Is a directory|Read-only file system).*");
  }
}
