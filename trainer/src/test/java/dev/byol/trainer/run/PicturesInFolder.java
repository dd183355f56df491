package dev.byol.trainer.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Small pictures of one size and as many bytes each, told apart by their colours. */
final class PicturesInFolder {
  private PicturesInFolder() {}

  /** {@code count} pictures {@code 00.bmp ...}, of colours from {@code first} on. */
  static Path write(Path folder, int count, int first) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      one(folder, i, first + i);
    }
    return folder;
  }

  /** Writes picture {@code number} anew. */
  static void one(Path folder, int number, int colour) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 1 + colour);
    ImageIO.write(image, "bmp", folder.resolve("%02d.bmp".formatted(number)).toFile());
  }
}
