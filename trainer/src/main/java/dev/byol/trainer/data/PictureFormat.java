package dev.byol.trainer.data;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The kinds of picture file that are read, told apart by their first bytes. */
enum PictureFormat {
  JPEG(Set.of("jpg", "jpeg", "jpe", "jfif")),
  PNG(Set.of("png")),
  WEBP(Set.of("webp")),
  BMP(Set.of("bmp", "dib")),
  GIF(Set.of("gif")),
  TIFF(Set.of("tif", "tiff"));

  private final Set<String> extensions;

  PictureFormat(Set<String> extensions) {
    this.extensions = extensions;
  }

  /** Whether a file with this extension (no dot) is taken for a picture. */
  static boolean isPicture(String extension) {
    String lower = extension.toLowerCase(Locale.ROOT);
    for (PictureFormat format : values()) {
      if (format.extensions.contains(lower)) {
        return true;
      }
    }
    return false;
  }

  /** The part of {@code fileName} after its last dot; empty without one. */
  static String extension(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot < 0 ? "" : fileName.substring(dot + 1);
  }

  /** Format by content, whatever the file is called. */
  static Optional<PictureFormat> of(byte[] file) {
    if (startsWith(file, 0, 0xFF, 0xD8, 0xFF)) {
      return Optional.of(JPEG);
    }
    if (startsWith(file, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
      return Optional.of(PNG);
    }
    if (startsWith(file, 0, 'R', 'I', 'F', 'F') && startsWith(file, 8, 'W', 'E', 'B', 'P')) {
      return Optional.of(WEBP);
    }
    if (startsWith(file, 0, 'G', 'I', 'F', '8', '7', 'a')
        || startsWith(file, 0, 'G', 'I', 'F', '8', '9', 'a')) {
      return Optional.of(GIF);
    }
    if (startsWith(file, 0, 'I', 'I', 42, 0) || startsWith(file, 0, 'M', 'M', 0, 42)) {
      return Optional.of(TIFF);
    }
    return startsWith(file, 0, 'B', 'M') ? Optional.of(BMP) : Optional.empty();
  }

  private static boolean startsWith(byte[] file, int offset, int... magic) {
    if (file.length < offset + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (Byte.toUnsignedInt(file[offset + i]) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
