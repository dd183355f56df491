package dev.byol.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The container of a WebP file (RFC 9649): what its chunks say before any pixel is decoded.
 *
 * @param height rows of the canvas
 * @param width columns of the canvas
 * @param frame the first frame of an animation; empty for a still picture
 * @param exif the body of the EXIF chunk, if any
 */
record WebpFile(int height, int width, Optional<Frame> frame, Optional<byte[]> exif) {
  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int EXTENDED_BODY = 10;
  private static final int ANIMATED = 0x02;
  private static final int ALPHA = 0x10;

  /**
   * A frame of an animation, as a file of its own.
   *
   * @param top its first row on the canvas
   * @param left its first column on the canvas
   * @param file a still WebP file
   */
  record Frame(int top, int left, byte[] file) {}

  /**
   * Reads the chunks of {@code file}.
   *
   * @throws DamagedPictureException when the file is shorter than it says, or has no picture
   */
  static WebpFile of(byte[] file, String name) throws DamagedPictureException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < CHUNK_HEADER + Integer.toUnsignedLong(in.getInt(4))) {
      throw new DamagedPictureException(name, "it is cut short", null);
    }
    int height = 0;
    int width = 0;
    boolean animated = false;
    Optional<Frame> frame = Optional.empty();
    Optional<byte[]> exif = Optional.empty();
    int at = RIFF_HEADER;
    while (file.length - at >= CHUNK_HEADER) {
      int kind = in.getInt(at);
      int body = at + CHUNK_HEADER;
      long length = Integer.toUnsignedLong(in.getInt(at + 4));
      if (length > file.length - body) {
        break;
      }
      if (kind == code("VP8X") && length >= EXTENDED_BODY) {
        animated = (file[body] & ANIMATED) != 0;
        width = 1 + unsigned24(in, body + 4);
        height = 1 + unsigned24(in, body + 7);
      } else if (kind == code("VP8 ") && length >= 10 && width == 0) {
        width = in.getShort(body + 6) & 0x3FFF;
        height = in.getShort(body + 8) & 0x3FFF;
      } else if (kind == code("VP8L") && length >= 5 && width == 0) {
        int sizes = in.getInt(body + 1);
        width = 1 + (sizes & 0x3FFF);
        height = 1 + (sizes >>> 14 & 0x3FFF);
      } else if (kind == code("ANMF") && length > FRAME_HEADER && frame.isEmpty()) {
        frame = Optional.of(frame(in, body, (int) length));
      } else if (kind == code("EXIF")) {
        exif = Optional.of(Arrays.copyOfRange(file, body, body + (int) length));
      }
      at = (int) Math.min(file.length, body + length + (length & 1));
    }
    if (width == 0 || height == 0 || (animated && frame.isEmpty())) {
      throw new DamagedPictureException(name, "it has no picture in it", null);
    }
    return new WebpFile(height, width, animated ? frame : Optional.empty(), exif);
  }

  /** The chunks of a frame, with the header that a still picture with alpha needs before them. */
  private static Frame frame(ByteBuffer in, int body, int length) {
    int chunks = length - FRAME_HEADER;
    ByteBuffer still =
        ByteBuffer.allocate(RIFF_HEADER + CHUNK_HEADER + EXTENDED_BODY + chunks)
            .order(ByteOrder.LITTLE_ENDIAN);
    still.putInt(code("RIFF")).putInt(still.capacity() - CHUNK_HEADER).putInt(code("WEBP"));
    still.putInt(code("VP8X")).putInt(EXTENDED_BODY).putInt(ALPHA);
    still.put(in.array(), body + 6, 6);
    still.put(in.array(), body + FRAME_HEADER, chunks);
    return new Frame(2 * unsigned24(in, body + 3), 2 * unsigned24(in, body), still.array());
  }

  private static int unsigned24(ByteBuffer in, int at) {
    return in.getShort(at) & 0xFFFF | (in.get(at + 2) & 0xFF) << 16;
  }

  private static int code(String text) {
    return text.charAt(0) | text.charAt(1) << 8 | text.charAt(2) << 16 | text.charAt(3) << 24;
  }
}
