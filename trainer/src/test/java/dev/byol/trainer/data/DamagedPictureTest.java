package dev.byol.trainer.data;

import static dev.byol.trainer.data.SamplePictures.HEIGHT;
import static dev.byol.trainer.data.SamplePictures.WIDTH;
import static dev.byol.trainer.data.SamplePictures.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.spec.data.Orientation;
import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.data.DecodeSettings.Transparency;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no whole picture, or too large a one, are refused by name. */
class DamagedPictureTest {
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
}
