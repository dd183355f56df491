package dev.byol.trainer.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * One case made by running the reference (google-deepmind/deepmind-research, folder byol): its JSON
 * and arrays. The folder's README describes the format.
 *
 * @param folder where the case lies
 * @param name file name without {@code .json}
 * @param kind which check applies
 * @param info the whole JSON
 * @param arrays float32 results by name, empty when the case has no arrays
 * @param float64 the same computed in float64, where the case has them
 */
public record ReferenceCase(
    Path folder,
    String name,
    String kind,
    JsonNode info,
    Map<String, NpyArray> arrays,
    Optional<Map<String, NpyArray>> float64) {

  /** Reads {@code file} and the arrays that it names. */
  public static ReferenceCase read(Path file) throws IOException {
    JsonNode info = new ObjectMapper().readTree(file.toFile());
    Path folder = file.toAbsolutePath().getParent();
    String name = file.getFileName().toString().replaceFirst("\\.json$", "");
    return new ReferenceCase(
        folder,
        name,
        info.path("kind").asText(""),
        info,
        info.has("npz") ? readNpz(folder.resolve(info.get("npz").asText())) : Map.of(),
        info.has("npz_float64")
            ? Optional.of(readNpz(folder.resolve(info.get("npz_float64").asText())))
            : Optional.empty());
  }

  /** Reads every array of an {@code .npz} file, by name without {@code .npy}. */
  public static Map<String, NpyArray> readNpz(Path file) throws IOException {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        arrays.put(entry.getName().replaceFirst("\\.npy$", ""), NpyArray.read(zip.readAllBytes()));
      }
    }
    return arrays;
  }

  /** The float32 array of that name. */
  public NpyArray array(String arrayName) {
    NpyArray array = arrays.get(arrayName);
    if (array == null) {
      throw new IllegalArgumentException("case " + name + " has no array " + arrayName);
    }
    return array;
  }

  @Override
  public String toString() {
    return name;
  }
}
