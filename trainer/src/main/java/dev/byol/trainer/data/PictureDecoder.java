package dev.byol.trainer.data;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import dev.byol.trainer.augment.RgbImage;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes JPEG, PNG, WebP and BMP pictures to RGB uint8.
 *
 * <p>JPEG: accurate integer inverse DCT, smooth chroma upsampling and libjpeg's colour conversion,
 * so pixels equal Pillow's. (TensorFlow, which the reference reads with, takes the fast inverse DCT
 * by default: at most 3 of 255 away, 1.0 on average.) Grey is repeated over the channels, CMYK
 * converted as Pillow does, 16-bit samples keep their high byte, alpha is dropped. EXIF orientation
 * and colour profiles are ignored, as the reference ignores them.
 *
 * <p>Common JPEG files that are whole go to {@link NativeJpeg}, all else to the JDK's readers,
 * which say what is wrong with a file.
 *
 * <p>Keeps a reader a format, so it belongs to one thread at a time; close it when done.
 */
public final class PictureDecoder implements AutoCloseable {
  /** The largest encoded picture that is read, in bytes. */
  public static final int MOST_BYTES = 256 << 20;

  /** The default of the largest decoded picture, in pixels: 150 MB of RGB. */
  public static final int MOST_PIXELS = 50_000_000;

  private static final String CUT_SHORT = "it is cut short";

  private final int mostPixels;
  private final Map<PictureFormat, ImageReader> readers = new EnumMap<>(PictureFormat.class);
  private boolean cutShort;

  /**
   * @param mostPixels a picture with more pixels (height times width, from its header) is damaged
   *     rather than decoded: a few bytes can claim terabytes
   */
  public PictureDecoder(int mostPixels) {
    if (mostPixels < 1) {
      throw new IllegalArgumentException("mostPixels must be at least 1, got " + mostPixels);
    }
    this.mostPixels = mostPixels;
  }

  /**
   * Decodes a picture; the image owns its pixels.
   *
   * @param encoded a whole file
   * @param name what to call the picture in messages
   * @throws DamagedPictureException when it is cut short, malformed, too large, or of another
   *     format
   */
  public RgbImage decode(byte[] encoded, String name) throws DamagedPictureException {
    PictureFormat format =
        PictureFormat.of(encoded)
            .orElseThrow(
                () ->
                    new DamagedPictureException(
                        name,
                        encoded.length == 0
                            ? "it is empty"
                            : "it does not start as a JPEG, PNG, WebP or BMP file does",
                        null));
    if (format == PictureFormat.PNG) {
      PngChunks.check(encoded, name);
    } else if (format == PictureFormat.WEBP && encoded.length < PictureFormat.riffBytes(encoded)) {
      throw new DamagedPictureException(name, CUT_SHORT, null);
    }
    try {
      if (format == PictureFormat.JPEG) {
        JpegColours.Header header = JpegColours.header(encoded);
        requireRoom(header.height(), header.width(), name);
        RgbImage image = header.colours() == JpegColours.YCBCR ? NativeJpeg.decode(encoded) : null;
        return image != null ? image : read(format, encoded, header.colours(), name);
      }
      return read(format, encoded, null, name);
    } catch (DamagedPictureException e) {
      forget(format);
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers answer malformed files with all kinds of unchecked exceptions, and may keep state.
      forget(format);
      throw new DamagedPictureException(name, String.valueOf(e.getMessage()), e);
    }
  }

  private RgbImage read(PictureFormat format, byte[] encoded, JpegColours colours, String name)
      throws IOException, DamagedPictureException {
    ImageReader reader = readers.computeIfAbsent(format, this::newReader);
    cutShort = false;
    try (ImageInputStream in = new ByteArrayImageInputStream(encoded)) {
      reader.setInput(in, true, true);
      requireRoom(reader.getHeight(0), reader.getWidth(0), name);
      RgbImage image =
          colours != null
              ? colours.toRgb(reader.readRaster(0, null))
              : RasterPixels.toRgb(reader.read(0));
      if (cutShort) {
        throw new DamagedPictureException(name, CUT_SHORT, null);
      }
      reader.setInput(null);
      return image;
    }
  }

  private void requireRoom(int height, int width, String name) throws DamagedPictureException {
    if ((long) width * height > mostPixels) {
      throw new DamagedPictureException(
          name,
          "it claims %d x %d pixels, the limit is %d in all".formatted(height, width, mostPixels),
          null);
    }
  }

  @Override
  public void close() {
    readers.values().forEach(ImageReader::dispose);
    readers.clear();
  }

  private void forget(PictureFormat format) {
    ImageReader reader = readers.remove(format);
    if (reader != null) {
      reader.dispose();
    }
  }

  private ImageReader newReader(PictureFormat format) {
    Iterator<ImageReader> candidates = ImageIO.getImageReadersByFormatName(format.name());
    while (candidates.hasNext()) {
      ImageReader reader = candidates.next();
      // The JDK's own JPEG reader is libjpeg itself and gives its samples unconverted.
      if (format == PictureFormat.WEBP || reader.getClass().getName().startsWith("com.sun.")) {
        reader.addIIOReadWarningListener(warnings());
        return reader;
      }
    }
    throw new DataException(
        "this Java has no reader for %s pictures; use a JDK with the module java.desktop"
            .formatted(format));
  }

  private IIOReadWarningListener warnings() {
    return (reader, warning) -> {
      String lower = warning.toLowerCase(Locale.ROOT);
      cutShort |= lower.contains("premature end of input") || lower.contains("truncated");
    };
  }
}
