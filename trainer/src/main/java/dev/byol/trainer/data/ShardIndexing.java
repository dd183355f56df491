package dev.byol.trainer.data;

import dev.byol.trainer.data.account.Findings;
import java.util.List;
import java.util.function.BiConsumer;

/** Builds and keeps the index of shards before a run needs it. */
public final class ShardIndexing {
  private ShardIndexing() {}

  /**
   * What was done.
   *
   * @param shards how many there are
   * @param read how many had to be read; the others were known
   * @param pictures in all of them
   */
  public record Built(int shards, int read, int pictures) {}

  /**
   * Makes the index of {@code location} complete, and keeps it on the shelf of {@code files}.
   *
   * @param settings of the runs that are to find it: how keys end, and which member is the picture
   * @param progress is told how many shards are done, and of how many
   * @throws DataException if there is nothing there that can be used
   */
  public static Built build(
      DataFiles files,
      String location,
      SourceSettings settings,
      BiConsumer<Integer, Integer> progress) {
    List<String> shards = Locations.expand(files, location, ".tar", new Findings()).files();
    ShardScan.Result result =
        ShardScan.of(
            files,
            location,
            shards,
            files.shelf(),
            settings,
            done -> progress.accept(done, shards.size()));
    int pictures = result.entries().stream().mapToInt(entry -> entry.pictures().size()).sum();
    return new Built(shards.size(), result.read(), pictures);
  }
}
