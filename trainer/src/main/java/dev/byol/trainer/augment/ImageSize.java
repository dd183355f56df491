package dev.byol.trainer.augment;

/** Checks on the side of the square pictures that networks take. */
final class ImageSize {
  private ImageSize() {}

  static int require(int imageSize) {
    if (imageSize < 1) {
      throw new IllegalArgumentException(
          "image size is %d pixels, allowed is 1 or more".formatted(imageSize));
    }
    return imageSize;
  }

  static void requireRoom(int imageSize, float[] out, int offset) {
    long needed = 3L * imageSize * imageSize;
    if (offset < 0 || offset + needed > out.length) {
      throw new IllegalArgumentException(
          "a picture of %d x %d pixels takes %d floats, but from offset %d the array of %d has not as many"
              .formatted(imageSize, imageSize, needed, offset, out.length));
    }
  }
}
