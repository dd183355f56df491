package dev.byol.trainer.data;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Ways in which pictures are kept that are not read here, by the names of their files. */
final class OtherFormats {
  private static final String WRITE =
      "write the pictures as files in class folders or as WebDataset shards";

  /** What a name says, and what to do about it. */
  private static final Map<Pattern, String> KNOWN = new LinkedHashMap<>();

  static {
    know("zip", "a zip archive, which is not read; unpack it into a folder");
    know("rar|7z", "an archive, which is not read; unpack it into a folder");
    know("parquet|arrow|feather", "a table (%s), which is not read; " + WRITE);
    know("tfrecords?|tfrec", "a TFRecord file, which is not read; " + WRITE);
    know("rec|idx|recordio", "a RecordIO file, which is not read; " + WRITE);
    know("mdb|lmdb", "an LMDB database, which is not read; " + WRITE);
    know("h5|hdf5", "an HDF5 file, which is not read; " + WRITE);
    know("npz?|npy|mat", "a file of arrays (%s), which is not read; " + WRITE);
    know("beton|mds|bin\\.zstd", "a file of another loader (%s), which is not read; " + WRITE);
    KNOWN.put(
        Pattern.compile(".*-(images|labels)[.-]idx[13]-ubyte(\\.gz)?"),
        "MNIST's own file, which is not read; " + WRITE);
    KNOWN.put(
        Pattern.compile(".*\\.tfrecord-?[0-9]+-of-[0-9]+|.*tfrecord.*-of-[0-9]+"),
        "a TFRecord file, which is not read; " + WRITE);
  }

  private OtherFormats() {}

  private static void know(String endings, String sentence) {
    KNOWN.put(Pattern.compile(".*\\.(" + endings + ")"), sentence);
  }

  /**
   * What a file of this name is, and the remedy: the end of a sentence.
   *
   * @param name without folders
   */
  static Optional<String> of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return KNOWN.entrySet().stream()
        .filter(known -> known.getKey().matcher(lower).matches())
        .map(known -> known.getValue().formatted(Endings.shown(name)))
        .findFirst();
  }
}
