package dev.byol.trainer.data;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Programs that compress tars, told by name or by first bytes. In what they write no picture can be
 * read by itself, so that such a tar is refused with the command that unpacks it.
 */
enum Packer {
  GZIP("gzip", "gzip -dc", "tar\\.gz|tgz", "\\x1f\\x8b.*"),
  ZSTD("zstd", "zstd -dc", "tar\\.zstd?|tzst", "\\x28\\xb5\\x2f\\xfd.*"),
  XZ("xz", "xz -dc", "tar\\.xz|txz", "\\xfd7zXZ\\x00.*"),
  BZIP2("bzip2", "bzip2 -dc", "tar\\.bz2|tbz2?|tb2", "BZh[1-9]1AY&SY.*"),
  LZ4("lz4", "lz4 -dc", "tar\\.lz4|tlz4", "\\x04\\x22\\x4d\\x18.*"),
  COMPRESS("compress", "gzip -dc", "tar\\.z|taz", "\\x1f\\x9d.*");

  /** So many bytes tell every one of them. */
  static final int FIRST_BYTES = 10;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,=-]+");

  private final String program;
  private final String command;
  private final Pattern name;
  private final Pattern start;

  Packer(String program, String command, String ending, String start) {
    this.program = program;
    this.command = command;
    this.name = Pattern.compile("(.*)\\.(" + ending + ")");
    this.start = Pattern.compile(start, Pattern.DOTALL);
  }

  /** By the name of a file. */
  static Optional<Packer> ofName(String file) {
    for (Packer packer : values()) {
      if (packer.name.matcher(file.toLowerCase(Locale.ROOT)).matches()) {
        return Optional.of(packer);
      }
    }
    return Optional.empty();
  }

  /** By its first {@value #FIRST_BYTES} bytes, whatever its name. */
  static Optional<Packer> ofStart(byte[] first) {
    String text = new String(first, StandardCharsets.ISO_8859_1);
    for (Packer packer : values()) {
      if (packer.start.matcher(text).matches()) {
        return Optional.of(packer);
      }
    }
    return Optional.empty();
  }

  /** The name of the tar in {@code file}. */
  static String unpacked(String file) {
    Optional<Packer> packer = ofName(file);
    if (packer.isEmpty()) {
      return file.replaceFirst("(?i)\\.tar$", "") + ".unpacked.tar";
    }
    var matcher = packer.get().name.matcher(file.toLowerCase(Locale.ROOT));
    return matcher.matches() ? file.substring(0, matcher.end(1)) + ".tar" : file;
  }

  /** The command that unpacks {@code file}, for a shell. */
  String command(String file) {
    return "%s %s > %s".formatted(command, quoted(file), quoted(unpacked(file)));
  }

  /** Why {@code file} cannot be used. */
  DataException refusal(String file) {
    return new DataException(
        "%s is compressed with %s, so that pictures in it cannot be reached directly; unpack it: %s"
            .formatted(file, program, command(file)));
  }

  /** {@code file} as a shell takes it for one word. */
  static String quoted(String file) {
    return PLAIN.matcher(file).matches() ? file : "'" + file.replace("'", "'\\''") + "'";
  }
}
