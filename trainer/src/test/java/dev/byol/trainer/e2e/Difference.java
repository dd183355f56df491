package dev.byol.trainer.e2e;

import dev.byol.trainer.checkpoint.safetensors.DType;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import java.util.Map;

/** How far two states are apart. */
final class Difference {
  private Difference() {}

  /** |a - b| / |a| over the weights of the online network. */
  static double of(Map<String, TensorEntry> a, Map<String, TensorEntry> b) {
    double difference = 0;
    double size = 0;
    for (String name : a.keySet()) {
      if (name.startsWith("online/")) {
        TensorEntry left = a.get(name);
        TensorEntry right = b.get(name);
        for (int i = 0; i < left.info().elements(); i++) {
          difference += Math.pow(value(left, i) - value(right, i), 2);
          size += Math.pow(value(left, i), 2);
        }
      }
    }
    return Math.sqrt(difference / size);
  }

  private static double value(TensorEntry tensor, int index) {
    return tensor.info().dtype() == DType.F64
        ? tensor.doubles().get(index)
        : tensor.floats().get(index);
  }
}
