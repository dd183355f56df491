package dev.byol.trainer.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import java.io.IOException;
import java.util.List;

/**
 * A part that was written, as its writer tells rank 0.
 *
 * @param rank of the writer
 * @param file within the step folder
 * @param bytes size of the file
 * @param sha256 of the file, 64 hexadecimal digits
 * @param tensors what it holds
 */
public record PartDescriptor(
    int rank, String file, long bytes, String sha256, List<TensorInfo> tensors) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  /**
   * @throws IllegalArgumentException for a negative rank or size, a name that is no part's, or a
   *     digest that is none
   */
  public PartDescriptor {
    if (rank < 0
        || bytes < 0
        || CheckpointNames.attemptOfPart(file).isEmpty()
        || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "no part: rank %d, file '%s', %d bytes, sha256 '%s'"
              .formatted(rank, file, bytes, sha256));
    }
    tensors = List.copyOf(tensors);
  }

  /** As UTF-8 JSON, to be sent to rank 0. */
  public byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a part descriptor is always JSON", e);
    }
  }

  /**
   * The reverse of {@link #toJson}.
   *
   * @throws IllegalArgumentException if {@code json} is not such a text
   */
  public static PartDescriptor fromJson(byte[] json) {
    try {
      return JSON.readValue(json, PartDescriptor.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a part descriptor: " + e.getMessage(), e);
    }
  }
}
