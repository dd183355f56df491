package dev.byol.trainer.export;

import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a checkpoint of the reference holds.
 *
 * @param step the number of the step that the reference would run (again) next: it saves before it
 *     counts
 * @param randomState of its experiment loop, two unsigned 32-bit words; empty where it has none
 * @param tensors by name: {@code online_params/<module>/<name>}, {@code target_params/…}, {@code
 *     online_state/…}, {@code target_state/…}, {@code mu/…} (momentum); layouts as in the reference
 *     (HWIO, {@code [in, out]})
 */
public record ReferenceCheckpoint(
    long step, List<Long> randomState, SortedMap<String, TensorEntry> tensors) {
  /** Copies what it is given. */
  public ReferenceCheckpoint {
    randomState = List.copyOf(randomState);
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
  }

  /** The tensors of one group, such as {@code online_params}, by the rest of their names. */
  public SortedMap<String, TensorEntry> group(String group) {
    SortedMap<String, TensorEntry> found = new TreeMap<>();
    for (Map.Entry<String, TensorEntry> tensor : tensors.tailMap(group + "/").entrySet()) {
      if (!tensor.getKey().startsWith(group + "/")) {
        break;
      }
      String name = tensor.getKey().substring(group.length() + 1);
      found.put(name, tensor.getValue().renamed(name));
    }
    return found;
  }
}
