package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.augment.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected pixels are Pillow's; resources/pictures/make_pictures.py wrote them. */
class PictureDecoderTest {
  private static final int HEIGHT = 29;
  private static final int WIDTH = 37;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ycbcr420.jpg",
        "ycbcr422.jpg",
        "ycbcr444.jpg",
        "progressive.jpg",
        "rgb.jpg",
        "grey.jpg",
        "cmyk.jpg",
        "profile.jpg",
        "wrong_profile.jpg",
        "turned.jpg",
        "no_jfif.jpg",
        "rgb.png",
        "alpha.png",
        "palette.png",
        "grey.png",
        "grey_alpha.png",
        "bilevel.png",
        "rgb16.png",
        "grey16.png",
        "rgb.bmp",
        "palette.bmp",
        "grey.bmp",
        "lossless.webp",
        "lossless_alpha.webp"
      })
  void pixelsEqualPillows(String name) throws Exception {
    assertThat(largestDifference(name)).isZero();
  }

  /** Otherwise the tests above would compare the JDK's reader alone, and nobody would notice. */
  @ParameterizedTest
  @ValueSource(strings = {"ycbcr420.jpg", "ycbcr422.jpg", "ycbcr444.jpg", "progressive.jpg"})
  void commonJpegsAreDecodedByTheNativeLibrary(String name) throws Exception {
    assertThat(NativeJpeg.decode(resource(name)).pixels()).isEqualTo(resource(name + ".rgb"));
  }

  @Test
  void theNativeLibraryLeavesDamagedFilesToTheReaderThatSaysWhatIsWrong() throws Exception {
    byte[] whole = resource("ycbcr420.jpg");
    assertThat(NativeJpeg.decode(Arrays.copyOf(whole, 700))).isNull();
    byte[] endedEarly = Arrays.copyOf(whole, 700);
    endedEarly[698] = (byte) 0xFF;
    endedEarly[699] = (byte) 0xD9;
    assertThat(NativeJpeg.decode(endedEarly)).isNull();
  }

  @Test
  void lossyWebpIsNearPillows() throws Exception {
    // The WebP reader repeats chroma where libwebp interpolates it.
    assertThat(meanDifference("lossy.webp")).isLessThan(12);
  }

  @Test
  void oneDecoderReadsManyPicturesInTurnAlsoAfterADamagedOne() throws Exception {
    try (PictureDecoder decoder = new PictureDecoder(PictureDecoder.MOST_PIXELS)) {
      byte[] jpeg = resource("ycbcr420.jpg");
      byte[] pixels = decoder.decode(jpeg, "a").pixels();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(jpeg, 700), "shard key"))
            .isInstanceOf(DamagedPictureException.class)
            .hasMessageContaining("shard key");
        assertThat(decoder.decode(jpeg, "a").pixels()).isEqualTo(pixels);
        assertThat(decoder.decode(resource("rgb.png"), "b").pixels())
            .isEqualTo(resource("rgb.png.rgb"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ycbcr420.jpg", "progressive.jpg", "rgb.png", "lossless.webp", "rgb.bmp"})
  void aPictureThatIsCutShortIsDamaged(String name) throws Exception {
    byte[] whole = resource(name);
    try (PictureDecoder decoder = new PictureDecoder(PictureDecoder.MOST_PIXELS)) {
      for (int length = 0; length < whole.length * 3 / 4; length += 41) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> decoder.decode(cut, name))
            .as("%s cut to %d bytes", name, length)
            .isInstanceOf(DamagedPictureException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ycbcr420.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "rgb.png",
        "palette.png",
        "lossless.webp",
        "lossy.webp",
        "palette.bmp"
      })
  void flippedBitsGiveAPictureOrADamagedPicture(String name) throws Exception {
    byte[] whole = resource(name);
    long seed = 11;
    Random random = new Random(seed);
    try (PictureDecoder decoder = new PictureDecoder(1 << 20)) {
      for (int i = 0; i < 300; i++) {
        byte[] flipped = whole.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
          RgbImage image = decoder.decode(flipped, name);
          assertThat(image.pixels()).hasSize(3 * image.height() * image.width());
        } catch (DamagedPictureException e) {
          assertThat(e).as("seed %d, round %d", seed, i).hasMessageContaining(name);
        }
      }
    }
  }

  @Test
  void aFlippedBitInAPngIsNoticed() throws Exception {
    byte[] png = resource("rgb.png");
    png[png.length / 2] ^= 4;
    try (PictureDecoder decoder = new PictureDecoder(PictureDecoder.MOST_PIXELS)) {
      assertThatThrownBy(() -> decoder.decode(png, "x"))
          .isInstanceOf(DamagedPictureException.class)
          .hasMessageContaining("checksum");
    }
  }

  @Test
  void aPictureThatClaimsTooManyPixelsIsNotDecoded() throws Exception {
    try (PictureDecoder decoder = new PictureDecoder(HEIGHT * WIDTH - 1)) {
      assertThatThrownBy(() -> decoder.decode(resource("rgb.png"), "x"))
          .isInstanceOf(DamagedPictureException.class)
          .hasMessageContaining("29 x 37");
    }
  }

  @Test
  void anotherFormatIsNamedAsSuch() {
    try (PictureDecoder decoder = new PictureDecoder(PictureDecoder.MOST_PIXELS)) {
      assertThatThrownBy(() -> decoder.decode("GIF89a…".getBytes(StandardCharsets.UTF_8), "x.jpg"))
          .isInstanceOf(DamagedPictureException.class)
          .hasMessageContaining("JPEG, PNG, WebP or BMP");
    }
  }

  private static int largestDifference(String name) throws Exception {
    return Arrays.stream(differences(name)).max().orElseThrow();
  }

  private static double meanDifference(String name) throws Exception {
    return Arrays.stream(differences(name)).average().orElseThrow();
  }

  private static int[] differences(String name) throws Exception {
    try (PictureDecoder decoder = new PictureDecoder(PictureDecoder.MOST_PIXELS)) {
      RgbImage image = decoder.decode(resource(name), name);
      assertThat(image.height()).isEqualTo(HEIGHT);
      assertThat(image.width()).isEqualTo(WIDTH);
      byte[] expected = resource(name + ".rgb");
      int[] differences = new int[expected.length];
      for (int i = 0; i < differences.length; i++) {
        differences[i] = Math.abs((image.pixels()[i] & 0xFF) - (expected[i] & 0xFF));
      }
      return differences;
    }
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = PictureDecoderTest.class.getResourceAsStream("/pictures/" + name)) {
      return in.readAllBytes();
    }
  }
}
