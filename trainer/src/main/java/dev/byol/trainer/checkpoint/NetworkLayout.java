package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import dev.byol.trainer.checkpoint.store.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The names, types and shapes of all tensors of a checkpoint: what tells one network from another.
 */
public final class NetworkLayout {
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();

  private NetworkLayout() {}

  /**
   * @throws IllegalArgumentException if a name comes twice
   */
  public static NetworkLayout of(Collection<TensorInfo> tensors) {
    NetworkLayout layout = new NetworkLayout();
    for (TensorInfo tensor : tensors) {
      if (layout.tensors.put(tensor.name(), tensor) != null) {
        throw new IllegalArgumentException("two tensors are called " + tensor.name());
      }
    }
    return layout;
  }

  /** The layout of {@code tensors}, whose numbers do not matter. */
  public static NetworkLayout ofEntries(Collection<TensorEntry> tensors) {
    return of(tensors.stream().map(TensorEntry::info).toList());
  }

  /** SHA-256 over every name, type and shape, in the order of the names; 64 hexadecimal digits. */
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    for (TensorInfo tensor : tensors.values()) {
      text.append(describe(tensor)).append('\n');
    }
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The first difference by name, as the end of a sentence: {@code online/projector/linear/w is F32
   * [8, 32] there, F32 [8, 64] here}; empty if there is none.
   *
   * @param here the layout that is wanted; this one is "there"
   */
  public Optional<String> firstDifference(NetworkLayout here) {
    TreeSet<String> names = new TreeSet<>(tensors.keySet());
    names.addAll(here.tensors.keySet());
    return names.stream()
        .filter(name -> !same(tensors, here.tensors, name))
        .findFirst()
        .map(name -> name + difference(tensors.get(name), here.tensors.get(name)));
  }

  private static boolean same(
      Map<String, TensorInfo> there, Map<String, TensorInfo> here, String name) {
    return there.containsKey(name) && there.get(name).equals(here.get(name));
  }

  private static String difference(TensorInfo there, TensorInfo here) {
    if (there == null) {
      return " is not there; here it is %s %s".formatted(here.dtype(), here.shape());
    }
    if (here == null) {
      return " is %s %s there and not known here".formatted(there.dtype(), there.shape());
    }
    return " is %s %s there, %s %s here"
        .formatted(there.dtype(), there.shape(), here.dtype(), here.shape());
  }

  private static String describe(TensorInfo tensor) {
    return "%s %s %s".formatted(tensor.name(), tensor.dtype(), tensor.shape());
  }
}
