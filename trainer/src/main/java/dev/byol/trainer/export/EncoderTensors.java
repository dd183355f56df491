package dev.byol.trainer.export;

import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.safetensors.DType;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The online encoder out of a checkpoint, of ours or of the reference: its parameters and the
 * running averages of its batch norms, by the reference's names, without heads and classifier.
 */
public final class EncoderTensors {
  private static final Set<String> HEADS = Set.of("projector", "predictor", "classifier");
  private static final String AVERAGE = "/average";

  private EncoderTensors() {}

  /** Reads them into new memory. */
  public static List<TensorEntry> of(Checkpoint checkpoint) throws IOException {
    SortedMap<String, TensorEntry> parameters = new TreeMap<>();
    SortedMap<String, TensorEntry> state = new TreeMap<>();
    for (TensorInfo tensor : checkpoint.tensors()) {
      String name = tensor.name();
      if (name.startsWith("online/")) {
        parameters.put(name.substring("online/".length()), checkpoint.read(name));
      } else if (name.startsWith("online_state/") && name.endsWith(AVERAGE)) {
        state.put(name.substring("online_state/".length()), checkpoint.read(name));
      }
    }
    return select(parameters, state);
  }

  /** Over the same memory. */
  public static List<TensorEntry> of(ReferenceCheckpoint checkpoint) {
    return select(checkpoint.group("online_params"), checkpoint.group("online_state"));
  }

  private static List<TensorEntry> select(
      Map<String, TensorEntry> parameters, Map<String, TensorEntry> state) {
    SortedMap<String, TensorEntry> encoder = new TreeMap<>();
    parameters.forEach(
        (name, tensor) -> {
          if (isOfEncoder(name)) {
            encoder.put(name, tensor.renamed(name));
          }
        });
    state.forEach(
        (name, tensor) -> {
          if (isOfEncoder(name) && name.endsWith(AVERAGE)) {
            encoder.put(name, float32(name, tensor));
          }
        });
    return List.copyOf(encoder.values());
  }

  private static boolean isOfEncoder(String name) {
    return !HEADS.contains(name.substring(0, name.indexOf('/')));
  }

  /**
   * Ours keep running averages as vectors in float64, rounded to float32 where they were computed
   * in it; the reference's are {@code [1, 1, 1, C]}.
   */
  private static TensorEntry float32(String name, TensorEntry tensor) {
    if (tensor.info().dtype() != DType.F64) {
      return tensor.renamed(name);
    }
    float[] values = new float[tensor.info().elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) tensor.doubles().get(i);
    }
    return TensorEntry.ofFloats(name, new int[] {1, 1, 1, values.length}, values);
  }
}
