package dev.byol.trainer.data;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import dev.byol.api.spec.data.Orientation;
import dev.byol.trainer.augment.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes JPEG, PNG, WebP, BMP, GIF and TIFF pictures to RGB uint8; docs/decoding.md says what
 * becomes of depth, transparency, profiles and metadata.
 *
 * <p>JPEG: accurate integer inverse DCT, smooth chroma upsampling and libjpeg's colour conversion,
 * so pixels equal Pillow's. (TensorFlow, which the reference reads with, takes the fast inverse DCT
 * by default: at most 3 of 255 away, 1.0 on average.)
 *
 * <p>Common JPEG files that are whole go to {@link NativeJpeg}, WebP to {@link NativeWebp}, all
 * else to Java's readers, which say what is wrong with a file.
 *
 * <p>Keeps a reader a format, so it belongs to one thread at a time; close it when done.
 */
public final class PictureDecoder implements AutoCloseable {
  /** The largest encoded picture that is read, in bytes. */
  public static final int MOST_BYTES = 256 << 20;

  private static final String CUT_SHORT = "it is cut short";

  /** Longer than any picture takes to decode. */
  private static final long LONGEST_WAIT_SECONDS = 900;

  private final DecodeSettings settings;
  private final DecodeBudget budget;
  private final Map<PictureFormat, ImageReader> readers = new EnumMap<>(PictureFormat.class);
  private boolean cutShort;
  private DecodeBudget.Lease lease;

  /** A decoder that shares the process's memory for decoding with the others. */
  public PictureDecoder(DecodeSettings settings) {
    this(settings, DecodeBudget.ofProcess());
  }

  /**
   * A decoder.
   *
   * @param budget of memory, shared with others
   */
  PictureDecoder(DecodeSettings settings, DecodeBudget budget) {
    this.settings = settings;
    this.budget = budget;
  }

  /**
   * Decodes a picture; the image owns its pixels. Its memory counts in the budget until {@link
   * #handOver} is called and the lease closed, or another picture is decoded.
   *
   * @param encoded a whole file
   * @param name what to call the picture in messages
   * @throws DamagedPictureException when it is cut short, malformed, too large, or of another
   *     format
   * @throws OutOfMemoryError with the picture's name, when it does not fit into the heap by itself
   */
  public RgbImage decode(byte[] encoded, String name) throws DamagedPictureException {
    handOver().ifPresent(DecodeBudget.Lease::close);
    PictureFormat format =
        PictureFormat.of(encoded)
            .orElseThrow(
                () ->
                    new DamagedPictureException(
                        name,
                        encoded.length == 0
                            ? "it is empty"
                            : "it does not start as a JPEG, PNG, WebP, BMP, GIF or TIFF file does",
                        null));
    boolean decoded = false;
    try {
      RgbImage image = turned(format, encoded, whole(format, encoded, name), name);
      lease.shrinkTo(image.pixels().length);
      decoded = true;
      return image;
    } catch (IOException | RuntimeException e) {
      if (e instanceof DataException failure) {
        throw failure;
      }
      // Readers answer malformed files with all kinds of unchecked exceptions, and may keep state.
      throw new DamagedPictureException(name, String.valueOf(e.getMessage()), e);
    } finally {
      if (!decoded) {
        forget(format);
        handOver().ifPresent(DecodeBudget.Lease::close);
      }
    }
  }

  /** The memory of the last picture; the caller closes it when the picture is not needed more. */
  Optional<DecodeBudget.Lease> handOver() {
    Optional<DecodeBudget.Lease> handed = Optional.ofNullable(lease);
    lease = null;
    return handed;
  }

  private RgbImage turned(PictureFormat format, byte[] encoded, RgbImage image, String name)
      throws DamagedPictureException {
    return settings.orientation() == Orientation.EXIF
        ? ExifOrientation.of(format, encoded, name).turn(image)
        : image;
  }

  /** Decodes; when memory runs out all the same, once more with all of it. */
  private RgbImage whole(PictureFormat format, byte[] encoded, String name)
      throws IOException, DamagedPictureException {
    try {
      return read(format, encoded, name);
    } catch (OutOfMemoryError first) {
      forget(format);
      handOver().ifPresent(DecodeBudget.Lease::close);
      lease = budget.takeAll(LONGEST_WAIT_SECONDS, name);
      try {
        return read(format, encoded, name);
      } catch (OutOfMemoryError e) {
        OutOfMemoryError named =
            new OutOfMemoryError(
                "picture %s, with all the Java heap of %d MB to itself; spec.data.maxPicturePixels can leave such pictures out"
                    .formatted(name, Runtime.getRuntime().maxMemory() >> 20));
        named.initCause(e);
        throw named;
      }
    }
  }

  private RgbImage read(PictureFormat format, byte[] encoded, String name)
      throws IOException, DamagedPictureException {
    switch (format) {
      case JPEG:
        JpegColours.Header header = JpegColours.header(encoded);
        takeRoom(header.height(), header.width(), 4, name);
        RgbImage common = header.colours() == JpegColours.YCBCR ? NativeJpeg.decode(encoded) : null;
        return common != null
            ? common
            : readJpeg(JpegSegments.withoutNotes(encoded), header.colours(), name);
      case WEBP:
        WebpFile webp = WebpFile.of(encoded, name);
        takeRoom(webp.height(), webp.width(), 4, name);
        return Leptonica.isAvailable()
            ? NativeWebp.decode(encoded, webp, settings.transparency(), name)
            : readPixels(format, encoded, name);
      case GIF:
        GifFile gif = GifFile.of(encoded, name);
        takeRoom(gif.height(), gif.width(), 4, name);
        return onCanvas(gif, readPixels(format, encoded, name));
      case PNG:
        PngChunks.check(encoded, name);
        return readPixels(format, encoded, name);
      case TIFF:
        TiffTags.requireColours(encoded, name);
        return readPixels(format, encoded, name);
      default:
        return readPixels(format, encoded, name);
    }
  }

  private RgbImage readJpeg(byte[] encoded, JpegColours colours, String name)
      throws IOException, DamagedPictureException {
    return with(PictureFormat.JPEG, encoded, name, r -> colours.toRgb(r.readRaster(0, null)));
  }

  private RgbImage readPixels(PictureFormat format, byte[] encoded, String name)
      throws IOException, DamagedPictureException {
    return with(
        format,
        encoded,
        name,
        reader -> {
          takeRoom(reader.getHeight(0), reader.getWidth(0), bytesAPixel(reader), name);
          BufferedImage image = reader.read(0);
          return RasterPixels.toRgb(image, settings.transparency());
        });
  }

  private interface Reading {
    RgbImage of(ImageReader reader) throws IOException, DamagedPictureException;
  }

  private RgbImage with(PictureFormat format, byte[] encoded, String name, Reading reading)
      throws IOException, DamagedPictureException {
    ImageReader reader = readers.computeIfAbsent(format, this::newReader);
    cutShort = false;
    try (ImageInputStream in = new ByteArrayImageInputStream(encoded)) {
      reader.setInput(in, true, true);
      RgbImage image = reading.of(reader);
      if (cutShort) {
        throw new DamagedPictureException(name, CUT_SHORT, null);
      }
      reader.setInput(null);
      return image;
    }
  }

  /** What the reader itself makes of a pixel, before it becomes RGB. */
  private static int bytesAPixel(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    return types.hasNext() ? (types.next().getColorModel().getPixelSize() + 7) / 8 : 4;
  }

  /** The frame of a GIF on its canvas, which is black where the frame does not reach. */
  private static RgbImage onCanvas(GifFile gif, RgbImage frame) {
    if (frame.height() == gif.height() && frame.width() == gif.width()) {
      return frame;
    }
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(gif.height(), gif.width()))];
    for (int y = 0; y < frame.height(); y++) {
      System.arraycopy(
          frame.pixels(),
          3 * y * frame.width(),
          pixels,
          3 * ((gif.top() + y) * gif.width() + gif.left()),
          3 * frame.width());
    }
    return new RgbImage(gif.height(), gif.width(), pixels);
  }

  /**
   * Waits for the memory to decode a picture, unless there is some already.
   *
   * @param bytesAPixel what is made of it besides RGB
   */
  private void takeRoom(int height, int width, int bytesAPixel, String name)
      throws DamagedPictureException {
    long pixels = (long) width * height;
    if (pixels > settings.mostPixels()) {
      throw new DamagedPictureException(
          name,
          "it has %d x %d pixels, more than the %d of spec.data.maxPicturePixels"
              .formatted(height, width, settings.mostPixels()),
          null);
    }
    if (lease == null) {
      int turned = settings.orientation() == Orientation.EXIF ? 3 : 0;
      lease = budget.take(pixels * (3 + bytesAPixel + turned), LONGEST_WAIT_SECONDS, name);
    }
  }

  @Override
  public void close() {
    handOver().ifPresent(DecodeBudget.Lease::close);
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
