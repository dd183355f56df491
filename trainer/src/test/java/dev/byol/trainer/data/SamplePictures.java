package dev.byol.trainer.data;

import java.io.IOException;
import java.io.InputStream;

/** The pictures that resources/pictures/make_pictures.py wrote. */
final class SamplePictures {
  static final int HEIGHT = 29;
  static final int WIDTH = 37;

  private SamplePictures() {}

  static byte[] resource(String name) throws IOException {
    try (InputStream in = SamplePictures.class.getResourceAsStream("/pictures/" + name)) {
      return in.readAllBytes();
    }
  }
}
