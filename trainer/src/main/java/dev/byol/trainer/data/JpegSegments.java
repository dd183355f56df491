package dev.byol.trainer.data;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/** The segments before the pixels of a JPEG file. */
final class JpegSegments {
  private static final int APP0 = 0xE0;
  private static final int ADOBE = 0xEE;
  private static final int LAST_APP = 0xEF;
  private static final int COMMENT = 0xFE;
  private static final int START_OF_SCAN = 0xDA;

  private JpegSegments() {}

  /** Takes a segment. */
  private interface Visitor {
    /**
     * Shows a segment.
     *
     * @param start of its marker
     * @param end of its body
     * @return whether to go on
     */
    boolean visit(int marker, int start, int end);
  }

  /**
   * The first segment of a kind whose body begins with {@code prefix}.
   *
   * @return the body after the prefix
   */
  static Optional<byte[]> body(byte[] file, int marker, byte[] prefix) {
    byte[][] found = {null};
    walk(
        file,
        (kind, start, end) -> {
          int body = start + 4;
          if (kind == marker
              && end - body >= prefix.length
              && Arrays.equals(file, body, body + prefix.length, prefix, 0, prefix.length)) {
            found[0] = Arrays.copyOfRange(file, body + prefix.length, end);
          }
          return found[0] == null;
        });
    return Optional.ofNullable(found[0]);
  }

  /**
   * The file without comments and what applications left in it (profiles, EXIF data, thumbnails),
   * which have no part in the pixels, but whose faults make the JDK refuse the picture. What says
   * how components stand for colours stays.
   */
  static byte[] withoutNotes(byte[] file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
    int[] kept = {0};
    walk(
        file,
        (marker, start, end) -> {
          boolean note =
              marker == COMMENT || (marker > APP0 && marker <= LAST_APP && marker != ADOBE);
          if (note) {
            out.write(file, kept[0], start - kept[0]);
            kept[0] = end;
          }
          return true;
        });
    if (kept[0] == 0) {
      return file;
    }
    out.write(file, kept[0], file.length - kept[0]);
    return out.toByteArray();
  }

  private static void walk(byte[] file, Visitor visitor) {
    int at = 2;
    while (at + 4 <= file.length) {
      int marker = Byte.toUnsignedInt(file[at + 1]);
      if (file[at] != (byte) 0xFF || marker == 0xFF) {
        at++;
        continue;
      }
      if (marker == START_OF_SCAN) {
        return;
      }
      if (marker <= 1 || (marker >= 0xD0 && marker <= 0xD9)) {
        at += 2;
        continue;
      }
      int end = at + 2 + (Byte.toUnsignedInt(file[at + 2]) << 8 | Byte.toUnsignedInt(file[at + 3]));
      if (end < at + 4 || end > file.length || !visitor.visit(marker, at, end)) {
        return;
      }
      at = end;
    }
  }
}
