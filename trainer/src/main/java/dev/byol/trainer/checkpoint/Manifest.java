package dev.byol.trainer.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.checkpoint.store.Sha256;
import dev.byol.trainer.checkpoint.store.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table of contents of a checkpoint. It is written after all parts: where it lies, the parts
 * are complete. Its first field is the SHA-256 of the text with zeros in that field's place, so
 * that a change in the manifest itself is noticed.
 *
 * @param info of the checkpoint
 * @param parts by rank
 */
public record Manifest(CheckpointInfo info, List<PartDescriptor> parts) {
  private static final int FORMAT = 1;
  private static final long MAX_BYTES = 64L << 20;
  private static final String START = "{\n  \"sha256\" : \"";
  private static final String NO_DIGEST = "0".repeat(64);
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public Manifest {
    parts = List.copyOf(parts);
  }

  public byte[] toBytes() {
    ObjectNode json = JSON.createObjectNode();
    json.put("sha256", NO_DIGEST);
    json.put("format", FORMAT);
    json.set("info", infoToJson());
    ArrayNode list = json.putArray("parts");
    parts.forEach(part -> list.add(JSON.valueToTree(part)));
    try {
      // Not the pretty printer's line ends of the platform: the digest covers them.
      String text =
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json).replace("\r\n", "\n");
      if (!text.startsWith(START + NO_DIGEST)) {
        throw new IllegalStateException("the manifest must begin with its digest");
      }
      String digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
      return (START + digest + text.substring(START.length() + digest.length()))
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest is always JSON", e);
    }
  }

  /**
   * @throws DamagedCheckpointException unless it is exactly what {@link #toBytes} wrote
   */
  static Manifest read(String key, StoredObject object) throws IOException {
    requireSize(key, object.size());
    return parse(key, object.readAll());
  }

  /**
   * That of the checkpoint in {@code folder}; empty if there is none.
   *
   * @throws DamagedCheckpointException as {@link #read}
   */
  public static Optional<Manifest> find(CheckpointStore store, String folder) throws IOException {
    String key = CheckpointNames.manifest(folder);
    Optional<StoredObject> found = store.open(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get()) {
      return Optional.of(read(key, object));
    }
  }

  static void requireSize(String key, long bytes) throws DamagedCheckpointException {
    if (bytes > MAX_BYTES) {
      throw new DamagedCheckpointException(
          key, "has %d bytes, at most %d are read".formatted(bytes, MAX_BYTES));
    }
  }

  /** As {@link #read}. */
  static Manifest parse(String key, byte[] bytes) throws IOException {
    requireDigest(key, bytes);
    try {
      JsonNode json = JSON.readTree(bytes);
      if (json.path("format").asInt() != FORMAT) {
        throw new DamagedCheckpointException(
            key,
            "has format %s, this program reads %d; use the program version that wrote it"
                .formatted(json.path("format"), FORMAT));
      }
      List<PartDescriptor> parts = new ArrayList<>();
      for (JsonNode part : json.path("parts")) {
        parts.add(JSON.treeToValue(part, PartDescriptor.class));
      }
      return new Manifest(infoFromJson(json.path("info")), parts);
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
      throw new DamagedCheckpointException(key, "cannot be read: " + e.getMessage());
    }
  }

  private static void requireDigest(String key, byte[] bytes) throws DamagedCheckpointException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = START.length() + NO_DIGEST.length();
    if (text.length() < end || !text.startsWith(START)) {
      throw new DamagedCheckpointException(key, "does not begin as a manifest does");
    }
    String digest = text.substring(START.length(), end);
    String blank = START + NO_DIGEST + text.substring(end);
    if (!Sha256.of(blank.getBytes(StandardCharsets.ISO_8859_1)).equals(digest)) {
      throw new DamagedCheckpointException(key, "was altered or cut short: its SHA-256 differs");
    }
  }

  private ObjectNode infoToJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("step", info.step());
    json.put("cursor", info.cursor());
    json.put("samplesPerEpoch", info.samplesPerEpoch());
    json.put("samplesDigest", info.samplesDigest());
    json.put("samplesContents", info.samplesContents());
    json.put("seed", info.seed());
    json.put("worldSize", info.worldSize());
    json.put("attempt", info.attempt());
    json.put("generation", info.generation());
    json.put("networkName", info.networkName());
    json.put("networkFingerprint", info.networkFingerprint());
    json.put("created", info.created().toString());
    json.put("programVersion", info.programVersion());
    json.put("experiment", info.experiment());
    return json;
  }

  private static CheckpointInfo infoFromJson(JsonNode json) {
    return new CheckpointInfo(
        json.path("step").asLong(-1),
        json.path("cursor").asLong(-1),
        json.path("samplesPerEpoch").asLong(-1),
        json.path("samplesDigest").asText(""),
        json.path("samplesContents").asText(""),
        json.path("seed").asLong(),
        json.path("worldSize").asInt(-1),
        json.path("attempt").asInt(-1),
        json.path("generation").asLong(-1),
        json.path("networkName").asText(),
        json.path("networkFingerprint").asText(),
        json.path("experiment").asText(),
        Instant.parse(json.path("created").asText()),
        json.path("programVersion").asText());
  }
}
