package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes old checkpoints and what dead runs have left. What {@code latest} names always stays, and
 * so does everything above it. The manifest goes first: a checkpoint half removed counts as
 * unfinished, not as damaged.
 */
public final class Retention {
  /** A write that takes longer than this is held to be dead. */
  private static final Duration LONGEST_WRITE = Duration.ofHours(1);

  private final CheckpointStore store;
  private final int keepLast;
  private final OptionalLong keepEvery;
  private final Clock clock;

  /**
   * @param keepLast how many checkpoints stay, at least 1; with 1 a damaged one has no predecessor
   * @param keepEvery checkpoints of multiples of this many steps stay for good
   * @param clock compared with the store's times
   */
  public Retention(CheckpointStore store, int keepLast, OptionalLong keepEvery, Clock clock) {
    if (keepLast < 1) {
      throw new IllegalArgumentException(
          "keepLast is %d; it must be at least 1".formatted(keepLast));
    }
    this.store = store;
    this.keepLast = keepLast;
    this.keepEvery = keepEvery;
    this.clock = clock;
  }

  /**
   * Cleans up; rank 0 calls it after a commit.
   *
   * @param attempt ours: parts of older ones that no manifest names are removed
   * @return the step folders that were removed, highest step first
   */
  public List<String> apply(int attempt) throws IOException {
    store.deleteLeftovers(
        clock.instant().minus(LONGEST_WRITE),
        key -> CheckpointNames.attemptOfPart(file(key)).orElse(attempt) < attempt);
    Optional<String> latest = store.readLatest();
    Folders folders = Folders.of(store);
    List<String> removed = new ArrayList<>();
    if (latest.isEmpty() || CheckpointNames.step(latest.get()).isEmpty()) {
      return removed;
    }
    long newest = CheckpointNames.step(latest.get()).getAsLong();
    int kept = 0;
    for (String folder : folders.files().keySet()) {
      long step = CheckpointNames.step(folder).orElseThrow();
      boolean committed = folders.isCommitted(folder);
      boolean recent = step < newest && committed && kept < keepLast - 1;
      kept += recent ? 1 : 0;
      if (step >= newest || recent || (committed && isForGood(step))) {
        removeOrphans(folders, folder, attempt);
      } else {
        removeAll(folders, folder);
        removed.add(folder);
      }
    }
    return removed;
  }

  private static String file(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  private boolean isForGood(long step) {
    return keepEvery.isPresent() && step % keepEvery.getAsLong() == 0;
  }

  private void removeAll(Folders folders, String folder) throws IOException {
    if (folders.isCommitted(folder)) {
      store.delete(CheckpointNames.manifest(folder));
    }
    for (String file : folders.files().get(folder)) {
      if (CheckpointNames.attemptOfPart(file).isPresent()) {
        store.delete(folder + "/" + file);
      }
    }
  }

  private void removeOrphans(Folders folders, String folder, int attempt) throws IOException {
    List<String> old =
        folders.files().get(folder).stream()
            .filter(file -> CheckpointNames.attemptOfPart(file).orElse(attempt) < attempt)
            .toList();
    if (old.isEmpty()) {
      return;
    }
    Optional<Set<String>> named = named(folders, folder);
    if (named.isPresent()) {
      for (String file : old) {
        if (!named.get().contains(file)) {
          store.delete(folder + "/" + file);
        }
      }
    }
  }

  /** The parts that the folder's manifest names; empty if that cannot be read. */
  private Optional<Set<String>> named(Folders folders, String folder) throws IOException {
    if (!folders.isCommitted(folder)) {
      return Optional.of(Set.of());
    }
    try {
      return Manifest.find(store, folder)
          .map(
              manifest ->
                  manifest.parts().stream().map(PartDescriptor::file).collect(Collectors.toSet()));
    } catch (DamagedCheckpointException e) {
      // The loader reports it; here it only means that nothing in this folder is known to be waste.
      return Optional.empty();
    }
  }
}
