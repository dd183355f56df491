package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.store.CheckpointStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One listing of a store, by step folder.
 *
 * @param files the file names of each step folder, highest step first
 */
public record Folders(Map<String, List<String>> files) {
  public static Folders of(CheckpointStore store) throws IOException {
    Map<String, List<String>> files =
        new TreeMap<>(
            Comparator.comparingLong((String f) -> CheckpointNames.step(f).orElseThrow())
                .reversed());
    for (String key : store.list("step-")) {
      int slash = key.indexOf('/');
      if (slash > 0 && CheckpointNames.step(key.substring(0, slash)).isPresent()) {
        files
            .computeIfAbsent(key.substring(0, slash), folder -> new ArrayList<>())
            .add(key.substring(slash + 1));
      }
    }
    // By hash from here on: any text may be asked for.
    return new Folders(new LinkedHashMap<>(files));
  }

  /** Those with a manifest, highest step first. */
  List<String> committed() {
    return files.keySet().stream().filter(this::isCommitted).toList();
  }

  boolean isCommitted(String folder) {
    return files.get(folder).contains(CheckpointNames.MANIFEST);
  }
}
