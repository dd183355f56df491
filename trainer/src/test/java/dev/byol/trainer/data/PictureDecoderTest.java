package dev.byol.trainer.data;

import static dev.byol.trainer.data.SamplePictures.HEIGHT;
import static dev.byol.trainer.data.SamplePictures.WIDTH;
import static dev.byol.trainer.data.SamplePictures.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.byol.api.spec.data.Orientation;
import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.data.DecodeSettings.Transparency;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expected pixels are Pillow's unless a test says otherwise; resources/pictures/make_pictures.py
 * wrote them.
 */
class PictureDecoderTest {
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

  private static int largestDifference(String name) throws Exception {
    return Arrays.stream(differences(name)).max().orElseThrow();
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
}
