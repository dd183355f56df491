package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.byol.api.spec.Orientation;
import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.data.DecodeSettings.Transparency;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expected pixels are Pillow's unless a test says otherwise; resources/pictures/make_pictures.py
 * wrote them.
 */
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
        "lossless_alpha.webp",
        "lossy.webp",
        "lossy_q10.webp",
        "lossy_q50.webp",
        "lossy_q90.webp",
        "lossy_alpha.webp",
        "animated.webp",
        "interlaced.png",
        "rgba16.png",
        "palette_transparent.png",
        "colour_key.png",
        "srgb_profile.png",
        "rgb.gif",
        "grey.gif",
        "animated.gif",
        "rgb_raw.tif",
        "rgb_tiff_lzw.tif",
        "rgb_tiff_adobe_deflate.tif",
        "rgb_packbits.tif",
        "grey.tif",
        "grey16.tif",
        "white_is_zero.tif",
        "bilevel.tif",
        "alpha.tif",
        "jpeg.tif"
      })
  void pixelsEqualPillows(String name) throws Exception {
    assertThat(largestDifference(name)).isZero();
  }

  /** Pillow takes the high bytes of a palette of 16 bits, the JDK scales. */
  @Test
  void aPaletteOf16BitsIsNearPillows() throws Exception {
    assertThat(largestDifference("palette.tif")).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cmyk.tif", "ycbcr.tif"})
  void coloursOfTiffThatWouldComeOutWrongAreRefused(String name) {
    assertThatThrownBy(() -> largestDifference(name))
        .isInstanceOf(DamagedPictureException.class)
        .hasMessageContaining("save it as RGB");
  }

  /** Pillow takes all CMYK for inverted, which TensorFlow does where Adobe's mark says so. */
  @ParameterizedTest
  @ValueSource(strings = {"cmyk_inks.jpg", "ycck.jpg", "cmyk_no_adobe.jpg"})
  void cmykIsConvertedAsTensorFlowDoes(String name) throws Exception {
    assertThat(largestDifference(name)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cmyk_broken_profile.jpg",
        "broken_profile.jpg",
        "grey_broken_profile.jpg",
        "broken_exif.jpg",
        "broken_profile.png",
        "wrong_text_sum.png"
      })
  void aDamagedProfileOrNoteDoesNotRefuseThePicture(String name) throws Exception {
    assertThat(largestDifference(name)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exif1.jpg", "exif2.jpg", "exif3.jpg", "exif4.jpg", "exif5.jpg", "exif6.jpg", "exif7.jpg",
        "exif8.jpg", "exif3.png", "exif6.png", "exif3.webp", "exif6.webp", "exif3.tif", "exif6.tif"
      })
  void withExifOrientationPicturesAreTurnedAsPillowTurnsThem(String name) throws Exception {
    RgbImage image = decode(name, Orientation.EXIF, Transparency.DROP);
    assertThat(image.pixels()).isEqualTo(resource(name + ".turned"));
    boolean sideways = name.charAt(4) >= '5';
    assertThat(image.height()).isEqualTo(sideways ? WIDTH : HEIGHT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alpha.png",
        "grey_alpha.png",
        "palette_transparent.png",
        "colour_key.png",
        "lossless_alpha.webp"
      })
  void transparentPicturesAreLaidOverTheGroundThatWasAskedFor(String name) throws Exception {
    for (Transparency ground : List.of(Transparency.WHITE, Transparency.BLACK)) {
      byte[] pixels = decode(name, Orientation.AS_STORED, ground).pixels();
      byte[] expected = resource(name + ".over_" + ground.name().toLowerCase(Locale.ROOT));
      for (int i = 0; i < pixels.length; i++) {
        // Pillow rounds each of two products.
        assertThat(pixels[i] & 0xFF).isCloseTo(expected[i] & 0xFF, within(1));
      }
    }
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
  void oneDecoderReadsManyPicturesInTurnAlsoAfterADamagedOne() throws Exception {
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT)) {
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
  @ValueSource(
      strings = {
        "ycbcr420.jpg",
        "progressive.jpg",
        "rgb.png",
        "lossless.webp",
        "lossy.webp",
        "rgb.bmp",
        "rgb.gif",
        "rgb_tiff_lzw.tif"
      })
  void aPictureThatIsCutShortIsDamaged(String name) throws Exception {
    byte[] whole = resource(name);
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT)) {
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
        "animated.webp",
        "palette.bmp",
        "animated.gif",
        "rgb_tiff_lzw.tif",
        "jpeg.tif",
        "exif6.jpg"
      })
  void flippedBitsGiveAPictureOrADamagedPicture(String name) throws Exception {
    byte[] whole = resource(name);
    long seed = 11;
    Random random = new Random(seed);
    try (PictureDecoder decoder =
        new PictureDecoder(new DecodeSettings(1 << 20, Orientation.EXIF, Transparency.WHITE))) {
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
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT)) {
      assertThatThrownBy(() -> decoder.decode(png, "x"))
          .isInstanceOf(DamagedPictureException.class)
          .hasMessageContaining("checksum");
    }
  }

  /** A chunk there may give minus its own size as its length. */
  @Test
  @Timeout(60)
  void whatLiesBehindTheEndOfAPngIsNotLookedAt() throws Exception {
    byte[] png = resource("rgb.png");
    byte[] longer = Arrays.copyOf(png, png.length + 64);
    Arrays.fill(longer, png.length, png.length + 3, (byte) 0xFF);
    longer[png.length + 3] = (byte) 0xF4;
    DecodeSettings settings = new DecodeSettings(1 << 20, Orientation.EXIF, Transparency.DROP);
    try (PictureDecoder decoder = new PictureDecoder(settings)) {
      assertThat(decoder.decode(longer, "x").pixels()).isEqualTo(resource("rgb.png.rgb"));
    }
  }

  @Test
  void aPictureThatClaimsTooManyPixelsIsNotDecoded() throws Exception {
    try (PictureDecoder decoder = DataFixtures.decoder(HEIGHT * WIDTH - 1)) {
      assertThatThrownBy(() -> decoder.decode(resource("rgb.png"), "x"))
          .isInstanceOf(DamagedPictureException.class)
          .hasMessageContaining("29 x 37")
          .hasMessageContaining("spec.data.maxPicturePixels");
    }
  }

  @Test
  void anotherFormatIsNamedAsSuch() {
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT)) {
      assertThatThrownBy(() -> decoder.decode("%PDF-1.7".getBytes(StandardCharsets.UTF_8), "x.jpg"))
          .isInstanceOf(DamagedPictureException.class)
          .hasMessageContaining("JPEG, PNG, WebP, BMP, GIF or TIFF");
    }
  }

  private static int largestDifference(String name) throws Exception {
    return Arrays.stream(differences(name)).max().orElseThrow();
  }

  private static double meanDifference(String name) throws Exception {
    return Arrays.stream(differences(name)).average().orElseThrow();
  }

  private static int[] differences(String name) throws Exception {
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT)) {
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

  private static RgbImage decode(String name, Orientation orientation, Transparency transparency)
      throws Exception {
    DecodeSettings settings = new DecodeSettings(1 << 20, orientation, transparency);
    try (PictureDecoder decoder = new PictureDecoder(settings)) {
      return decoder.decode(resource(name), name);
    }
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = PictureDecoderTest.class.getResourceAsStream("/pictures/" + name)) {
      return in.readAllBytes();
    }
  }
}
