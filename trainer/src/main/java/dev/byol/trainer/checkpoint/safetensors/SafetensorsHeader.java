package dev.byol.trainer.checkpoint.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, checked: every tensor lies within the data, none overlaps
 * another, nothing between them, each as long as its shape asks for.
 *
 * @param tensors in the order of their data
 * @param metadata the entries of {@code __metadata__}
 */
record SafetensorsHeader(List<Placed> tensors, Map<String, String> metadata) {
  /** The format allows 100 MB; ours take some 100 KB, and memory for more is not spent. */
  static final int MAX_BYTES = 16 << 20;

  private static final int MAX_DIMENSIONS = 16;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** A tensor and where its data begin, from the beginning of the data. */
  record Placed(TensorInfo info, long begin) {
    long end() {
      return begin + info.bytes();
    }
  }

  /**
   * @param file for messages
   * @param json the header, without its length
   * @param dataBytes how many bytes follow the header
   */
  static SafetensorsHeader parse(String file, byte[] json, long dataBytes)
      throws DamagedCheckpointException {
    if (json.length == 0 || json[0] != '{') {
      throw new DamagedCheckpointException(file, "its header does not begin with '{'");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Placed> tensors = new ArrayList<>();
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        if (in.currentName().equals("__metadata__")) {
          readMetadata(in, metadata);
        } else {
          tensors.add(readTensor(in, in.currentName()));
        }
      }
      if (in.currentToken() != JsonToken.END_OBJECT || in.nextToken() != null) {
        throw new Malformed("something follows its end");
      }
    } catch (Malformed | IllegalArgumentException e) {
      throw new DamagedCheckpointException(file, "its header is wrong: " + e.getMessage());
    } catch (IOException e) {
      // Bytes in memory: whatever fails is the JSON. Its text may hold binary rubbish; leave it.
      throw new DamagedCheckpointException(file, "its header is not proper JSON");
    }
    tensors.sort(Comparator.comparingLong(Placed::begin).thenComparing(Placed::end));
    requireSeamless(file, tensors, dataBytes);
    return new SafetensorsHeader(List.copyOf(tensors), Map.copyOf(metadata));
  }

  private static void requireSeamless(String file, List<Placed> tensors, long dataBytes)
      throws DamagedCheckpointException {
    long end = 0;
    for (Placed tensor : tensors) {
      if (tensor.begin() != end) {
        throw new DamagedCheckpointException(
            file,
            "tensor %s begins at byte %d of the data, expected %d (a hole or an overlap)"
                .formatted(tensor.info().name(), tensor.begin(), end));
      }
      end = tensor.end();
    }
    if (end != dataBytes) {
      throw new DamagedCheckpointException(
          file, "has %d bytes of data, its header describes %d".formatted(dataBytes, end));
    }
  }

  private static void readMetadata(JsonParser in, Map<String, String> metadata) throws IOException {
    expect(in, JsonToken.START_OBJECT, "__metadata__");
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      expect(in, JsonToken.VALUE_STRING, "__metadata__");
      metadata.put(key, in.getText());
    }
  }

  private static Placed readTensor(JsonParser in, String name) throws IOException {
    expect(in, JsonToken.START_OBJECT, name);
    DType dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      switch (in.currentName()) {
        case "dtype" -> {
          expect(in, JsonToken.VALUE_STRING, name);
          dtype = dtype(name, in.getText());
        }
        case "shape" -> shape = readNumbers(in, name);
        case "data_offsets" -> offsets = readNumbers(in, name);
        default -> throw new Malformed("tensor %s has an unknown field".formatted(name));
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new Malformed("tensor %s lacks dtype, shape or data_offsets".formatted(name));
    }
    TensorInfo info = new TensorInfo(name, dtype, dimensions(name, shape));
    if (offsets.get(1) - offsets.get(0) != info.bytes()) {
      throw new Malformed(
          "tensor %s of %s and shape %s takes %d bytes, its data_offsets are %s"
              .formatted(name, dtype, shape, info.bytes(), offsets));
    }
    return new Placed(info, offsets.get(0));
  }

  private static List<Integer> dimensions(String tensor, List<Long> shape) throws Malformed {
    List<Integer> dimensions = new ArrayList<>();
    for (long dimension : shape) {
      if (dimension > Integer.MAX_VALUE) {
        throw new Malformed("tensor %s has the impossible shape %s".formatted(tensor, shape));
      }
      dimensions.add((int) dimension);
    }
    return dimensions;
  }

  private static DType dtype(String tensor, String name) throws Malformed {
    for (DType dtype : DType.values()) {
      if (dtype.name().equals(name)) {
        return dtype;
      }
    }
    throw new Malformed(
        "tensor %s has a dtype that is not one of %s".formatted(tensor, List.of(DType.values())));
  }

  private static List<Long> readNumbers(JsonParser in, String tensor) throws IOException {
    expect(in, JsonToken.START_ARRAY, tensor);
    List<Long> numbers = new ArrayList<>();
    while (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      long number = in.getLongValue();
      if (number < 0 || number > Long.MAX_VALUE / 2 || numbers.size() == MAX_DIMENSIONS) {
        throw new Malformed("tensor %s has an impossible number".formatted(tensor));
      }
      numbers.add(number);
    }
    if (in.currentToken() != JsonToken.END_ARRAY) {
      throw new Malformed("tensor %s has no plain list of numbers".formatted(tensor));
    }
    return numbers;
  }

  private static void expect(JsonParser in, JsonToken token, String where) throws IOException {
    if (in.nextToken() != token) {
      throw new Malformed("%s has a value of the wrong kind".formatted(where));
    }
  }

  private static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String sentence) {
      super(sentence);
    }
  }
}
