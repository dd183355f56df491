package dev.byol.trainer.export;

import dev.byol.trainer.checkpoint.safetensors.SafetensorsBody;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes an encoder as one safetensors file with the reference's names and layouts: {@code
 * <module>/w} HWIO, {@code <module>/scale} and {@code offset} {@code [1,1,1,C]}, and the running
 * statistics {@code <module>/~/mean_ema/average}, {@code …/var_ema/average}.
 */
public final class SafetensorsExport {
  private SafetensorsExport() {}

  /** How convolutions and pools pad; whoever loads the weights must pad alike. */
  public enum Geometry {
    /** TensorFlow's {@code SAME}, as in the reference: the odd row at the bottom and right. */
    SAME,
    /** torchvision's symmetric padding. */
    TORCHVISION
  }

  /**
   * Writes the file; what had that name before is replaced only when the new one is whole.
   *
   * @param file its name may hold letters, digits, {@code . _ -}
   * @param encoder parameters and running averages of the online encoder
   * @param geometry stands in the file's {@code __metadata__} as {@code geometry}
   * @param facts further texts for {@code __metadata__}: encoder, step, program version
   */
  public static void write(
      Path file, List<TensorEntry> encoder, Geometry geometry, Map<String, String> facts)
      throws IOException {
    Map<String, String> metadata = new TreeMap<>(facts);
    metadata.put("format", "byol encoder");
    metadata.put("names", "reference");
    metadata.put("geometry", geometry == Geometry.SAME ? "same" : "torchvision");
    Path absolute = file.toAbsolutePath();
    new DirectoryStore(absolute.getParent())
        .put(absolute.getFileName().toString(), new SafetensorsBody(encoder, metadata));
  }
}
