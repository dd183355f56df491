package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A copy of tensors in memory that is allocated once, outside the heap: filled at the step
 * boundary, written while the training changes the originals. Used by one thread at a time; the
 * memory lives as long as this object.
 */
public final class HostSnapshot {
  private final Map<String, ByteBuffer> buffers = new LinkedHashMap<>();
  private final List<TensorEntry> entries = new ArrayList<>();

  /**
   * Allocates memory for these tensors, usually this rank's share ({@link PartSplit}).
   *
   * @throws IllegalArgumentException if a name comes twice
   */
  public HostSnapshot(List<TensorInfo> tensors) {
    for (TensorInfo tensor : tensors) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      if (buffers.put(tensor.name(), buffer) != null) {
        throw new IllegalArgumentException("two tensors are called " + tensor.name());
      }
      entries.add(new TensorEntry(tensor, buffer));
    }
  }

  /**
   * The memory of one tensor, to be filled from its beginning: a fresh little-endian view, on which
   * {@code asFloatBuffer()} may be called.
   *
   * @throws IllegalArgumentException if the snapshot has none of that name
   */
  public ByteBuffer memory(String tensor) {
    ByteBuffer buffer = buffers.get(tensor);
    if (buffer == null) {
      throw new IllegalArgumentException("the snapshot has no tensor " + tensor);
    }
    return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether it has memory for a tensor of that name. */
  public boolean holds(String tensor) {
    return buffers.containsKey(tensor);
  }

  /** The tensors over this snapshot's memory: the next copy changes them. */
  public List<TensorEntry> entries() {
    return List.copyOf(entries);
  }
}
