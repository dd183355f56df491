package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.safetensors.SafetensorsFile;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import java.io.Closeable;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A checkpoint that was checked and lies open. Tensors are read when asked for. Used by one thread;
 * close it when all is read.
 */
public final class Checkpoint implements Closeable {
  private final String name;
  private final Manifest manifest;
  private final List<SafetensorsFile> files;
  private final Map<String, SafetensorsFile> byTensor = new TreeMap<>();

  /** Takes {@code files} over. */
  Checkpoint(String name, Manifest manifest, List<SafetensorsFile> files) {
    this.name = name;
    this.manifest = manifest;
    this.files = List.copyOf(files);
    for (SafetensorsFile file : files) {
      file.tensors().forEach(tensor -> byTensor.put(tensor.name(), file));
    }
  }

  /** Its step folder: {@code step-00000120}. */
  public String name() {
    return name;
  }

  /** Everything but the tensors. */
  public CheckpointInfo info() {
    return manifest.info();
  }

  /** The files it consists of, by rank. */
  public List<PartDescriptor> parts() {
    return manifest.parts();
  }

  /** What it holds, by name. */
  public List<TensorInfo> tensors() {
    return manifest.parts().stream()
        .flatMap(part -> part.tensors().stream())
        .sorted(Comparator.comparing(TensorInfo::name))
        .toList();
  }

  /**
   * Reads one tensor into memory outside the heap that outlives this checkpoint.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public TensorEntry read(String tensor) throws IOException {
    SafetensorsFile file = byTensor.get(tensor);
    if (file == null) {
      throw new IllegalArgumentException("%s has no tensor %s".formatted(name, tensor));
    }
    return file.read(tensor);
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String tensor) {
    return byTensor.containsKey(tensor);
  }

  /**
   * Checks that the checkpoint fits the network that is to be restored.
   *
   * @param wanted all tensors that the run keeps
   * @throws OtherNetworkException if a name, type or shape differs; its message names the first
   */
  public void requireNetwork(NetworkLayout wanted) throws OtherNetworkException {
    var difference = NetworkLayout.of(tensors()).firstDifference(wanted);
    if (difference.isPresent()) {
      throw new OtherNetworkException(name, info().networkName(), difference.get());
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (SafetensorsFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
