package dev.byol.trainer.checkpoint.safetensors;

import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.StoredObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file, open for reading; only its header is in memory. The format: 8 bytes
 * little-endian length of the header, the header (JSON), then the data, row-major and
 * little-endian. Closing it closes the object below.
 */
public final class SafetensorsFile implements Closeable {
  private final String name;
  private final StoredObject source;
  private final long dataBegin;
  private final Map<String, SafetensorsHeader.Placed> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata;

  private SafetensorsFile(
      String name, StoredObject source, long dataBegin, SafetensorsHeader header) {
    this.name = name;
    this.source = source;
    this.dataBegin = dataBegin;
    this.metadata = header.metadata();
    header.tensors().forEach(tensor -> tensors.put(tensor.info().name(), tensor));
  }

  /**
   * Reads the header; takes {@code source} over, also when it fails.
   *
   * @param name of the file, for messages
   * @throws DamagedCheckpointException if the file is not proper safetensors of our types
   */
  public static SafetensorsFile open(String name, StoredObject source) throws IOException {
    try {
      byte[] json = readHeader(name, source);
      long dataBegin = 8L + json.length;
      SafetensorsHeader header = SafetensorsHeader.parse(name, json, source.size() - dataBegin);
      return new SafetensorsFile(name, source, dataBegin, header);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Opens a file of this machine. */
  public static SafetensorsFile open(Path file) throws IOException {
    String name = file.getFileName().toString();
    return open(
        file.toString(),
        new DirectoryStore(file.toAbsolutePath().getParent())
            .open(name)
            .orElseThrow(() -> new NoSuchFileException(file.toString())));
  }

  /** What the file holds, in the order of the data. */
  public List<TensorInfo> tensors() {
    return tensors.values().stream().map(SafetensorsHeader.Placed::info).toList();
  }

  /** The texts of {@code __metadata__}. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Reads one tensor into memory outside the heap that outlives this file.
   *
   * @throws IllegalArgumentException if the file has none of that name
   */
  public TensorEntry read(String tensor) throws IOException {
    SafetensorsHeader.Placed placed = tensors.get(tensor);
    if (placed == null) {
      throw new IllegalArgumentException("%s has no tensor %s".formatted(name, tensor));
    }
    return new TensorEntry(
        placed.info(), source.load(dataBegin + placed.begin(), placed.info().bytes()));
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private static byte[] readHeader(String name, StoredObject source) throws IOException {
    if (source.size() < 8) {
      throw new DamagedCheckpointException(
          name, "has %d bytes, a safetensors file at least 8".formatted(source.size()));
    }
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    source.readFully(0, length);
    long bytes = length.getLong(0);
    if (bytes < 0 || bytes > source.size() - 8) {
      throw new DamagedCheckpointException(
          name,
          "its header should have %s bytes, the file has %d"
              .formatted(Long.toUnsignedString(bytes), source.size()));
    }
    if (bytes > SafetensorsHeader.MAX_BYTES) {
      throw new DamagedCheckpointException(
          name,
          "its header has %d bytes, at most %d are read"
              .formatted(bytes, SafetensorsHeader.MAX_BYTES));
    }
    byte[] json = new byte[(int) bytes];
    source.readFully(8, ByteBuffer.wrap(json));
    return json;
  }
}
