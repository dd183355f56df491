package dev.byol.trainer.data;

import dev.byol.api.spec.data.Orientation;

/**
 * What decoding makes of a picture.
 *
 * @param mostPixels a picture with more pixels (height times width, from its header) is damaged
 *     rather than decoded: a few bytes can claim terabytes
 * @param orientation whether a camera's note of how it was held is heeded
 * @param transparency what becomes of transparent pixels
 */
public record DecodeSettings(int mostPixels, Orientation orientation, Transparency transparency) {
  /** 50 million pixels (150 MB of RGB); orientation and transparency as the reference has them. */
  public static final DecodeSettings DEFAULT =
      new DecodeSettings(50_000_000, Orientation.AS_STORED, Transparency.DROP);

  /** What becomes of transparent pixels. */
  public enum Transparency {
    /** They have the colour that is stored beneath. */
    DROP(-1),
    /** They are laid over white. */
    WHITE(255),
    /** They are laid over black. */
    BLACK(0);

    private final int ground;

    Transparency(int ground) {
      this.ground = ground;
    }

    /**
     * What is seen of a sample.
     *
     * @param sample 0 to 255, not multiplied by alpha
     * @param alpha 0 (transparent) to 255
     */
    int over(int sample, int alpha) {
      return this == DROP ? sample : (sample * alpha + ground * (255 - alpha) + 127) / 255;
    }
  }

  public DecodeSettings {
    if (mostPixels < 1) {
      throw new IllegalArgumentException("mostPixels must be at least 1, got " + mostPixels);
    }
  }
}
