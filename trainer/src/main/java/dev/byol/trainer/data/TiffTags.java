package dev.byol.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** The first directory of a TIFF file, which EXIF data are too. */
final class TiffTags {
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int ORIENTATION = 274;

  private static final int ENTRY = 12;
  private static final int JPEG = 7;
  private static final int RGB_OR_GREY_OR_PALETTE = 3;
  private static final int YCBCR = 6;

  private TiffTags() {}

  /** The first value of a tag whose values are 16-bit numbers; empty where it cannot be read. */
  static OptionalInt value(byte[] tiff, int tag) {
    if (tiff.length < 8 || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) {
      return OptionalInt.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(tiff);
    in.order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = in.getInt(4);
    if (directory < 0 || directory > tiff.length - 2) {
      return OptionalInt.empty();
    }
    int entries = in.getShort(directory) & 0xFFFF;
    int at = directory + 2;
    for (int i = 0; i < entries && at <= tiff.length - ENTRY; i++) {
      if ((in.getShort(at) & 0xFFFF) == tag) {
        return OptionalInt.of(in.getShort(at + 8) & 0xFFFF);
      }
      at += ENTRY;
    }
    return OptionalInt.empty();
  }

  /**
   * Refuses colours that the JDK's reader would give wrongly or not at all.
   *
   * @throws DamagedPictureException when the picture is neither grey, RGB nor with a palette, nor
   *     YCbCr in JPEG
   */
  static void requireColours(byte[] tiff, String name) throws DamagedPictureException {
    int photometric = value(tiff, PHOTOMETRIC).orElse(1);
    boolean jpeg = value(tiff, COMPRESSION).orElse(1) == JPEG;
    if (photometric > RGB_OR_GREY_OR_PALETTE && !(photometric == YCBCR && jpeg)) {
      throw new DamagedPictureException(
          name,
          "its colours are of a kind (TIFF photometric %d) that is not read; save it as RGB"
              .formatted(photometric),
          null);
    }
  }
}
