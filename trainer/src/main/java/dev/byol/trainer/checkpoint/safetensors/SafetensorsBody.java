package dev.byol.trainer.checkpoint.safetensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tensors as a safetensors file, written from the memory where they lie. The same tensors and texts
 * give the same bytes.
 */
public final class SafetensorsBody implements ObjectBody {
  /** Java copies heap memory into a native buffer as large as each write: keep that small. */
  private static final int CHUNK = 1 << 20;

  private final byte[] header;
  private final List<TensorEntry> tensors;

  /**
   * @param tensors written by decreasing element size, so that each lies aligned; else in the order
   *     given
   * @param metadata texts for {@code __metadata__}
   * @throws IllegalArgumentException if a name comes twice
   */
  public SafetensorsBody(List<TensorEntry> tensors, Map<String, String> metadata) {
    this.tensors =
        tensors.stream()
            .sorted(Comparator.comparingInt((TensorEntry t) -> -t.info().dtype().bytes()))
            .toList();
    this.header = header(this.tensors, metadata);
  }

  @Override
  public long size() {
    return 8L + header.length + tensors.stream().mapToLong(t -> t.info().bytes()).sum();
  }

  @Override
  public void writeTo(WritableByteChannel out) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    write(out, length.putLong(header.length).flip());
    write(out, ByteBuffer.wrap(header));
    for (TensorEntry tensor : tensors) {
      write(out, tensor.data());
    }
  }

  private static void write(WritableByteChannel out, ByteBuffer data) throws IOException {
    for (int at = 0; at < data.limit(); at += CHUNK) {
      ByteBuffer chunk = data.slice(at, Math.min(CHUNK, data.limit() - at));
      while (chunk.hasRemaining()) {
        out.write(chunk);
      }
    }
  }

  private static byte[] header(List<TensorEntry> tensors, Map<String, String> metadata) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = json.putObject("__metadata__");
      new TreeMap<>(metadata).forEach(texts::put);
    }
    Set<String> names = new HashSet<>();
    long begin = 0;
    for (TensorEntry tensor : tensors) {
      TensorInfo info = tensor.info();
      if (!names.add(info.name())) {
        throw new IllegalArgumentException("two tensors are called " + info.name());
      }
      ObjectNode entry = json.putObject(info.name());
      entry.put("dtype", info.dtype().name());
      ArrayNode shape = entry.putArray("shape");
      info.shape().forEach(shape::add);
      entry.putArray("data_offsets").add(begin).add(begin + info.bytes());
      begin += info.bytes();
    }
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }
}
