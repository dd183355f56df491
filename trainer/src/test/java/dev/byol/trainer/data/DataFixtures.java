package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Small data sets for tests. */
final class DataFixtures {
  private DataFixtures() {}

  /** A PNG of 4 rows and 6 columns whose every pixel is (number, number / 256, 7). */
  static byte[] png(int number) {
    BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 6; x++) {
        image.setRGB(x, y, (number & 0xFF) << 16 | (number >> 8 & 0xFF) << 8 | 7);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The number that {@link #png} was given. */
  static int number(RgbImage image) {
    return (image.pixels()[0] & 0xFF) | (image.pixels()[1] & 0xFF) << 8;
  }

  /** A tar of those files, in the order of the map. */
  static byte[] tar(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setModTime(0);
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Path write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  /** A decoder with the usual settings but for the largest picture. */
  static PictureDecoder decoder(int mostPixels) {
    return new PictureDecoder(
        new DecodeSettings(
            mostPixels,
            DecodeSettings.DEFAULT.orientation(),
            DecodeSettings.DEFAULT.transparency()));
  }

  static PictureSource open(DataFormat format, Path location) {
    return PictureSources.open(format, location.toString(), new LocalFiles());
  }

  /** Reads every picture of at most 2^20 pixels, and goes on after those that are damaged. */
  static void readAll(PictureSource source, Consumer<DamagedPictureException> damaged) {
    try (PictureDecoder decoder = decoder(1 << 20)) {
      for (int i = 0; i < source.size(); i++) {
        try {
          source.read(i, decoder);
        } catch (DamagedPictureException e) {
          damaged.accept(e);
        }
      }
    }
  }

  /** A source of {@code size} pictures of 1x1, labelled index mod 3; those listed are damaged. */
  static PictureSource numbered(int size, List<Integer> damaged) {
    return new PictureSource() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public int label(int index) {
        return index % 3;
      }

      @Override
      public List<String> classNames() {
        return IntStream.range(0, 3).mapToObj(String::valueOf).toList();
      }

      @Override
      public String name(int index) {
        return "number " + index;
      }

      @Override
      public RgbImage read(int index, PictureDecoder decoder) throws DamagedPictureException {
        if (damaged.contains(index)) {
          throw new DamagedPictureException(name(index), "on purpose", null);
        }
        byte[] pixels = {(byte) index, (byte) (index >> 8), 7};
        return new RgbImage(1, 1, pixels);
      }
    };
  }
}
