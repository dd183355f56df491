package dev.byol.trainer.data;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Checks the frame of a PNG file: chunk lengths, checksums and the end mark. The JDK's reader skips
 * the checksums, so that a flipped bit would pass as a picture.
 */
final class PngChunks {
  private static final int SIGNATURE = 8;
  private static final int OVERHEAD = 12;
  private static final int IEND = 0x49454E44;

  private PngChunks() {}

  static void check(byte[] file, String name) throws DamagedPictureException {
    ByteBuffer in = ByteBuffer.wrap(file);
    CRC32 crc = new CRC32();
    int at = SIGNATURE;
    while (file.length - at >= OVERHEAD) {
      int length = in.getInt(at);
      if (length < 0 || length > file.length - at - OVERHEAD) {
        break;
      }
      crc.reset();
      crc.update(file, at + 4, 4 + length);
      if ((int) crc.getValue() != in.getInt(at + 8 + length)) {
        throw new DamagedPictureException(
            name, "the PNG chunk at byte %d fails its checksum".formatted(at), null);
      }
      if (in.getInt(at + 4) == IEND) {
        return;
      }
      at += OVERHEAD + length;
    }
    throw new DamagedPictureException(name, "it is cut short", null);
  }
}
