package dev.byol.trainer.data;

import java.nio.IntBuffer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The native library that brings libjpeg-turbo and libwebp. */
final class Leptonica {
  private static final Logger LOG = LoggerFactory.getLogger(Leptonica.class);
  private static final boolean AVAILABLE = load();

  private Leptonica() {}

  static boolean isAvailable() {
    return AVAILABLE;
  }

  /** Takes a row of pixels, each an int with red in its highest byte and alpha in its lowest. */
  interface RowConsumer {
    void take(int y, int[] row);
  }

  /** Shows the rows of a picture of 32 bits a pixel, in an array that is used again. */
  static void forEachRow(PIX pix, RowConsumer consumer) {
    int width = leptonica.pixGetWidth(pix);
    int height = leptonica.pixGetHeight(pix);
    int stride = leptonica.pixGetWpl(pix);
    IntBuffer data = leptonica.pixGetData(pix).capacity((long) stride * height).asBuffer();
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      data.get(y * stride, row, 0, width);
      consumer.take(y, row);
    }
  }

  private static boolean load() {
    try {
      Loader.load(leptonica.class);
      leptonica.setMsgSeverity(leptonica.L_SEVERITY_NONE);
      return true;
    } catch (LinkageError | RuntimeException e) {
      LOG.info(
          "JPEG and WebP pictures are decoded in Java, at half the speed and lossy WebP less exactly: {}",
          e.toString());
      return false;
    }
  }
}
