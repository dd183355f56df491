package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How a picture must be turned to stand as it was seen: the orientation of its EXIF data (TIFF tag
 * 0x0112), which JPEG files keep in an APP1 segment, PNG in {@code eXIf}, WebP in {@code EXIF}, and
 * TIFF files are themselves. Whatever cannot be read there says nothing, as with Pillow.
 */
enum ExifOrientation {
  UPRIGHT,
  MIRRORED,
  HALF_TURN,
  UPSIDE_DOWN,
  TRANSPOSED,
  QUARTER_RIGHT,
  TRANSVERSED,
  QUARTER_LEFT;

  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

  /** Of a whole file of a format; {@link #UPRIGHT} where nothing is said. */
  static ExifOrientation of(PictureFormat format, byte[] file, String name)
      throws DamagedPictureException {
    return switch (format) {
      case JPEG -> JpegSegments.body(file, 0xE1, EXIF).map(ExifOrientation::inTiff).orElse(UPRIGHT);
      case PNG -> PngChunks.body(file, "eXIf").map(ExifOrientation::inTiff).orElse(UPRIGHT);
      case WEBP ->
          WebpFile.of(file, name).exif().map(ExifOrientation::withoutPrefix).orElse(UPRIGHT);
      case TIFF -> inTiff(file);
      case BMP, GIF -> UPRIGHT;
    };
  }

  private static ExifOrientation withoutPrefix(byte[] exif) {
    boolean prefixed =
        exif.length >= EXIF.length && Arrays.equals(exif, 0, EXIF.length, EXIF, 0, EXIF.length);
    return inTiff(prefixed ? Arrays.copyOfRange(exif, EXIF.length, exif.length) : exif);
  }

  private static ExifOrientation inTiff(byte[] tiff) {
    int value = TiffTags.value(tiff, TiffTags.ORIENTATION).orElse(1);
    return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
  }

  /** The picture turned; itself when it stands upright. */
  RgbImage turn(RgbImage image) {
    if (this == UPRIGHT) {
      return image;
    }
    boolean swapped = ordinal() >= TRANSPOSED.ordinal();
    int height = swapped ? image.width() : image.height();
    int width = swapped ? image.height() : image.width();
    byte[] from = image.pixels();
    byte[] to = new byte[from.length];
    int out = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int in = 3 * source(image, y, x);
        to[out++] = from[in];
        to[out++] = from[in + 1];
        to[out++] = from[in + 2];
      }
    }
    return new RgbImage(height, width, to);
  }

  /** Which stored pixel is seen at a row and column. */
  private int source(RgbImage image, int y, int x) {
    int bottom = image.height() - 1;
    int right = image.width() - 1;
    int row =
        switch (this) {
          case UPRIGHT, MIRRORED -> y;
          case HALF_TURN, UPSIDE_DOWN -> bottom - y;
          case TRANSPOSED, QUARTER_LEFT -> x;
          case QUARTER_RIGHT, TRANSVERSED -> bottom - x;
        };
    int column =
        switch (this) {
          case UPRIGHT, UPSIDE_DOWN -> x;
          case MIRRORED, HALF_TURN -> right - x;
          case TRANSPOSED, QUARTER_RIGHT -> y;
          case TRANSVERSED, QUARTER_LEFT -> right - y;
        };
    return row * image.width() + column;
  }
}
