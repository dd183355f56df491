package dev.byol.trainer.run;

import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.storage.StorageSpec;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.storage.DiskFailure;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders of this machine that a run writes to beside its checkpoints, tried before it does: a
 * spool that cannot be written is missed when the store is away, hours later.
 */
final class RunPlaces {
  /** More than the name of a file, for which even a full disk may have room. */
  private static final int PROBE_BYTES = 4096;

  private RunPlaces() {}

  /** A folder and the field that names it. */
  private record Place(String field, Path folder) {}

  /**
   * Makes each and writes a small file into it.
   *
   * @throws StorageException if one cannot be written, with its field
   */
  static void require(ExperimentFile experiment) throws StorageException {
    for (Place place : of(experiment.spec())) {
      requireWritable(place);
    }
  }

  /** The same, and removes the folders that were made for it. */
  static void tryOut(ExperimentFile experiment) throws StorageException {
    List<Path> made = new ArrayList<>();
    of(experiment.spec())
        .forEach(place -> made.addAll(0, missing(place.folder().toAbsolutePath())));
    try {
      require(experiment);
    } finally {
      made.forEach(RunPlaces::removeEmpty);
    }
  }

  private static List<Place> of(ExperimentSpec spec) {
    Path root = Path.of(spec.logging().directory());
    List<Place> places = new ArrayList<>();
    places.add(new Place("spec.logging.directory", root));
    places.add(new Place("spec.logging.directory", root.resolve(RunFolder.LOGS)));
    places.add(new Place("spec.storage.spoolDirectory", spool(spec.storage(), root)));
    boolean far =
        ObjectAddress.isOne(spec.data().uri())
            || spec.data().validationUri() != null
                && ObjectAddress.isOne(spec.data().validationUri());
    if (far && spec.storage().cacheDirectory() != null) {
      places.add(
          new Place("spec.storage.cacheDirectory", Path.of(spec.storage().cacheDirectory())));
    }
    return places;
  }

  /** Where checkpoints are kept while their store takes none. */
  static Path spool(StorageSpec settings, Path root) {
    return settings.spoolDirectory() == null
        ? root.resolve("spool")
        : Path.of(settings.spoolDirectory());
  }

  private static void requireWritable(Place place) throws StorageException {
    try {
      Files.createDirectories(place.folder());
      Path probe = Files.createTempFile(place.folder(), ".byol-", ".tmp");
      try {
        Files.write(probe, new byte[PROBE_BYTES]);
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException e) {
      throw unusable(place.field(), place.folder(), e);
    }
  }

  /** What would have to be made for {@code folder}, the innermost first. */
  private static List<Path> missing(Path folder) {
    List<Path> missing = new ArrayList<>();
    for (Path path = folder; path != null && !Files.exists(path); path = path.getParent()) {
      missing.add(path);
    }
    return missing;
  }

  private static void removeEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // Somebody else uses it already.
    }
  }

  /** That {@code folder} cannot be written, as the failure that it is. */
  static StorageException unusable(String field, Path folder, IOException e) {
    StorageException.Kind kind =
        e instanceof AccessDeniedException
            ? StorageException.Kind.REFUSED
            : DiskFailure.isFull(e)
                ? StorageException.Kind.FULL
                : DiskFailure.isOne(e) ? StorageException.Kind.AWAY : StorageException.Kind.WRONG;
    return new StorageException(
        kind,
        0,
        "%s: %s cannot be written (%s); fix that or name another folder."
            .formatted(field, folder, reason(folder, e)),
        e);
  }

  private static String reason(Path folder, IOException e) {
    for (Path path = folder.toAbsolutePath(); path != null; path = path.getParent()) {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        return path + " is a file";
      }
    }
    if (e instanceof AccessDeniedException denied) {
      return "no right to write " + denied.getFile();
    }
    if (e instanceof NoSuchFileException file) {
      return file.getFile() + " does not exist";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason() + ": " + file.getFile();
    }
    return String.valueOf(e.getMessage());
  }
}
