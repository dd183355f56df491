package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import java.awt.image.Raster;
import java.io.IOException;

/**
 * How the components of a JPEG file stand for colours, decided as libjpeg decides it (jdapimin.c:
 * default_decompress_parms), and the conversion to RGB in its integer arithmetic (jdcolor.c); CMYK
 * as TensorFlow converts it (jpeg_mem.cc): inverted where the file has Adobe's mark, else as it
 * stands. (Pillow takes all for inverted.)
 */
enum JpegColours {
  GREY(1),
  RGB(3),
  YCBCR(3),
  CMYK(4),
  /** CMYK as Adobe writes it: 255 for no ink. */
  INVERTED_CMYK(4),
  /** Inverted CMYK whose first three components are stored as YCbCr. */
  YCCK(4);

  private static final int FRACTION = 16;
  private static final int HALF = 1 << (FRACTION - 1);

  private final int components;

  JpegColours(int components) {
    this.components = components;
  }

  /**
   * What the header of a JPEG file says.
   *
   * @param height rows; 0 when the file says it only after the pixels
   * @param width columns
   */
  record Header(JpegColours colours, int height, int width) {}

  /** The header of {@code file}, a whole JPEG file. */
  static Header header(byte[] file) throws IOException {
    boolean jfif = false;
    int adobeTransform = -1;
    int at = 2;
    while (at + 4 <= file.length) {
      if (file[at] != (byte) 0xFF) {
        at++;
        continue;
      }
      int marker = Byte.toUnsignedInt(file[at + 1]);
      if (marker == 0xFF || marker == 0 || marker == 1 || (marker >= 0xD0 && marker <= 0xD8)) {
        at += marker == 0xFF ? 1 : 2;
        continue;
      }
      int length = unsigned16(file, at + 2);
      int body = at + 4;
      if (length < 2 || at + 2 + length > file.length) {
        throw new IOException("a segment of its header is cut short");
      }
      if (marker == 0xE0 && length >= 7 && isText(file, body, "JFIF\0")) {
        jfif = true;
      } else if (marker == 0xEE && length >= 14 && isText(file, body, "Adobe")) {
        adobeTransform = Byte.toUnsignedInt(file[body + 11]);
      } else if (isFrame(marker) && length >= 8) {
        return new Header(
            of(file, body, length - 2, jfif, adobeTransform),
            unsigned16(file, body + 1),
            unsigned16(file, body + 3));
      }
      at += 2 + length;
    }
    throw new IOException("it has no frame header");
  }

  private static JpegColours of(
      byte[] file, int frame, int length, boolean jfif, int adobeTransform) throws IOException {
    int count = Byte.toUnsignedInt(file[frame + 5]);
    if (length < 6 + 3 * count) {
      throw new IOException("its frame header is cut short");
    }
    switch (count) {
      case 1:
        return GREY;
      case 3:
        if (jfif) {
          return YCBCR;
        }
        if (adobeTransform >= 0) {
          return adobeTransform == 0 ? RGB : YCBCR;
        }
        return file[frame + 6] == 'R' && file[frame + 9] == 'G' && file[frame + 12] == 'B'
            ? RGB
            : YCBCR;
      case 4:
        if (adobeTransform < 0) {
          return CMYK;
        }
        return adobeTransform == 0 ? INVERTED_CMYK : YCCK;
      default:
        throw new IOException("it has %d components; 1, 3 and 4 are read".formatted(count));
    }
  }

  /** The picture whose undecoded colours {@code raster} holds. */
  RgbImage toRgb(Raster raster) throws IOException {
    if (raster.getNumBands() != components) {
      throw new IOException(
          "it decodes to %d components instead of %d".formatted(raster.getNumBands(), components));
    }
    int height = raster.getHeight();
    int width = raster.getWidth();
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(height, width))];
    int[] row = new int[components * width];
    int out = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      convert(row, pixels, out);
      out += 3 * width;
    }
    return new RgbImage(height, width, pixels);
  }

  private void convert(int[] row, byte[] pixels, int start) {
    int out = start;
    for (int i = 0; i < row.length; i += components) {
      int red = row[i];
      int green = components == 1 ? red : row[i + 1];
      int blue = components == 1 ? red : row[i + 2];
      if (this == YCBCR || this == YCCK) {
        int luma = row[i];
        int cb = row[i + 1] - 128;
        int cr = row[i + 2] - 128;
        red = clamp(luma + ((fix(1.40200) * cr + HALF) >> FRACTION));
        green = clamp(luma + ((-fix(0.34414) * cb - fix(0.71414) * cr + HALF) >> FRACTION));
        blue = clamp(luma + ((fix(1.77200) * cb + HALF) >> FRACTION));
      }
      if (components == 4) {
        int key = row[i + 3];
        red = printed(red, key);
        green = printed(green, key);
        blue = printed(blue, key);
      }
      pixels[out++] = (byte) red;
      pixels[out++] = (byte) green;
      pixels[out++] = (byte) blue;
    }
  }

  /** What is seen of an ink and black; libjpeg makes CMYK of YCCK by inverting its RGB. */
  private int printed(int ink, int key) {
    return switch (this) {
      case YCCK -> key * (255 - ink) / 255;
      case INVERTED_CMYK -> key * ink / 255;
      default -> (255 - key) * (255 - ink) / 255;
    };
  }

  private static int fix(double value) {
    return (int) (value * (1 << FRACTION) + 0.5);
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static int unsigned16(byte[] file, int at) {
    return Byte.toUnsignedInt(file[at]) << 8 | Byte.toUnsignedInt(file[at + 1]);
  }

  private static boolean isText(byte[] file, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (file[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
