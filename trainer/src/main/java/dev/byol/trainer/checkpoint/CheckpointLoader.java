package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.safetensors.SafetensorsFile;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.checkpoint.store.Sha256;
import dev.byol.trainer.checkpoint.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds, checks and opens checkpoints. */
public final class CheckpointLoader {
  private CheckpointLoader() {}

  /**
   * What was found.
   *
   * @param checkpoint the newest complete one, open: the caller closes it. Empty if none was ever
   *     completed here
   * @param rejected what was passed over, to be told to the user
   */
  public record Found(Optional<Checkpoint> checkpoint, List<Rejected> rejected) {
    /** Copies {@code rejected}. */
    public Found {
      rejected = List.copyOf(rejected);
    }
  }

  /**
   * The checkpoint of the highest step whose manifest, sizes and SHA-256 are all right. Reads every
   * byte of it.
   *
   * @throws NoUsableCheckpointException if a checkpoint was once completed here and none is usable
   */
  public static Found newestComplete(CheckpointStore store) throws IOException {
    return newestComplete(store, folder -> open(store, folder));
  }

  /** Opens a checkpoint after checking all of it. */
  interface Opener {
    Checkpoint open(String folder) throws IOException;
  }

  static Found newestComplete(CheckpointStore store, Opener opener) throws IOException {
    Folders folders = Folders.of(store);
    List<Rejected> rejected = new ArrayList<>();
    boolean everCompleted = checkLatest(store, folders, rejected);
    for (String folder : folders.files().keySet()) {
      if (!folders.isCommitted(folder)) {
        rejected.add(
            new Rejected(
                folder, "has no manifest: its writing was never finished, or is going on"));
        continue;
      }
      everCompleted = true;
      try {
        return new Found(Optional.of(opener.open(folder)), rejected);
      } catch (DamagedCheckpointException e) {
        rejected.add(new Rejected(folder, "is damaged: " + e.getMessage()));
      }
    }
    if (everCompleted) {
      throw new NoUsableCheckpointException(store.describe(), rejected);
    }
    return new Found(Optional.empty(), rejected);
  }

  /**
   * Opens one checkpoint after checking all of it.
   *
   * @param folder its name, such as {@code step-00000120}
   * @throws DamagedCheckpointException if anything of it is missing or altered
   */
  public static Checkpoint open(CheckpointStore store, String folder) throws IOException {
    byte[] bytes = readManifest(store, folder).orElse(new byte[0]);
    return assemble(
        folder, parse(folder, bytes), part -> openPart(store, folder + "/" + part.file(), part));
  }

  /** The manifest of a folder as it is stored; empty if there is none. */
  static Optional<byte[]> readManifest(CheckpointStore store, String folder) throws IOException {
    String key = CheckpointNames.manifest(folder);
    Optional<StoredObject> found = store.open(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get()) {
      Manifest.requireSize(key, object.size());
      return Optional.of(object.readAll());
    }
  }

  /**
   * @param bytes of the manifest; none: there is no such file
   */
  static Manifest parse(String folder, byte[] bytes) throws IOException {
    String key = CheckpointNames.manifest(folder);
    if (bytes.length == 0) {
      throw new DamagedCheckpointException(key, "is not there, or empty");
    }
    Manifest manifest = Manifest.parse(key, bytes);
    if (!CheckpointNames.folder(manifest.info().step()).equals(folder)) {
      throw new DamagedCheckpointException(
          key, "is of step %d: it was moved here".formatted(manifest.info().step()));
    }
    return manifest;
  }

  /** Opens one part after checking it. */
  interface PartOpener {
    SafetensorsFile open(PartDescriptor part) throws IOException;
  }

  /** Puts a checkpoint together from its parts, which it takes over. */
  static Checkpoint assemble(String folder, Manifest manifest, PartOpener parts)
      throws IOException {
    List<SafetensorsFile> opened = new ArrayList<>();
    try {
      for (PartDescriptor part : manifest.parts()) {
        opened.add(parts.open(part));
      }
      requireFingerprint(CheckpointNames.manifest(folder), manifest);
    } catch (IOException | RuntimeException e) {
      for (SafetensorsFile file : opened) {
        file.close();
      }
      throw e;
    }
    return new Checkpoint(folder, manifest, opened);
  }

  static SafetensorsFile openPart(CheckpointStore store, String key, PartDescriptor part)
      throws IOException {
    return check(key, part, storedPart(store, key, part).fetch());
  }

  /** A part in its store, if it is there and of the right size. */
  static StoredObject storedPart(CheckpointStore store, String key, PartDescriptor part)
      throws IOException {
    StoredObject stored =
        store
            .open(key)
            .orElseThrow(() -> new DamagedCheckpointException(key, "there is no such file"));
    if (stored.size() != part.bytes()) {
      stored.close();
      throw new DamagedCheckpointException(
          key, "has %d bytes, expected %d".formatted(stored.size(), part.bytes()));
    }
    return stored;
  }

  /**
   * Compares every byte of a part with its digest.
   *
   * @param object is taken over, also when this fails
   */
  static SafetensorsFile check(String key, PartDescriptor part, StoredObject object)
      throws IOException {
    try {
      if (!Sha256.of(object).equals(part.sha256())) {
        throw new DamagedCheckpointException(key, "was altered: its SHA-256 differs");
      }
      SafetensorsFile file = SafetensorsFile.open(key, object);
      if (!Set.copyOf(file.tensors()).equals(Set.copyOf(part.tensors()))) {
        throw new DamagedCheckpointException(key, "holds other tensors than its manifest says");
      }
      return file;
    } catch (IOException | RuntimeException e) {
      object.close();
      throw e;
    }
  }

  private static void requireFingerprint(String key, Manifest manifest)
      throws DamagedCheckpointException {
    List<TensorInfo> tensors =
        manifest.parts().stream().flatMap(part -> part.tensors().stream()).toList();
    try {
      if (NetworkLayout.of(tensors).fingerprint().equals(manifest.info().networkFingerprint())) {
        return;
      }
    } catch (IllegalArgumentException e) {
      throw new DamagedCheckpointException(key, e.getMessage());
    }
    throw new DamagedCheckpointException(key, "its parts are not those of its network");
  }

  /** Whether {@code latest} tells that a checkpoint was once completed. */
  private static boolean checkLatest(
      CheckpointStore store, Folders folders, List<Rejected> rejected) throws IOException {
    Optional<String> latest;
    try {
      latest = store.readLatest();
    } catch (DamagedCheckpointException e) {
      rejected.add(new Rejected(CheckpointStore.LATEST, "is damaged: " + e.getMessage()));
      return true;
    }
    if (latest.isPresent() && !folders.files().containsKey(latest.get())) {
      rejected.add(
          new Rejected(
              CheckpointStore.LATEST,
              "names %s, which is not there".formatted(printable(latest.get()))));
    }
    return latest.isPresent();
  }

  private static String printable(String text) {
    String kept = text.replaceAll("[^ -~]", "?");
    return "'" + kept.substring(0, Math.min(kept.length(), 80)) + "'";
  }
}
