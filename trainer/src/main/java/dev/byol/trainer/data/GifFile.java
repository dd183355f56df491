package dev.byol.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where the first frame of a GIF file lies on its canvas.
 *
 * @param height rows of the canvas, made larger where the frame reaches over it
 * @param width columns of the canvas, likewise
 * @param top first row of the frame
 * @param left first column of the frame
 */
record GifFile(int height, int width, int top, int left) {
  private static final int SCREEN = 6;
  private static final int HEADER = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;
  private static final int DESCRIPTOR = 10;

  /**
   * Reads the blocks before the first frame.
   *
   * @throws DamagedPictureException when there is none
   */
  static GifFile of(byte[] file, String name) throws DamagedPictureException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int at = file.length < HEADER ? file.length : HEADER + colourTable(file[SCREEN + 4]);
    while (at < file.length && file[at] == EXTENSION) {
      at += 2;
      while (at < file.length && file[at] != 0) {
        at += 1 + Byte.toUnsignedInt(file[at]);
      }
      at++;
    }
    if (at > file.length - DESCRIPTOR || file[at] != IMAGE) {
      throw new DamagedPictureException(name, "it has no picture in it", null);
    }
    int left = in.getShort(at + 1) & 0xFFFF;
    int top = in.getShort(at + 3) & 0xFFFF;
    return new GifFile(
        Math.max(in.getShort(SCREEN + 2) & 0xFFFF, top + (in.getShort(at + 7) & 0xFFFF)),
        Math.max(in.getShort(SCREEN) & 0xFFFF, left + (in.getShort(at + 5) & 0xFFFF)),
        top,
        left);
  }

  private static int colourTable(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << 1 + (flags & 0x07);
  }
}
