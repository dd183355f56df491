package dev.byol.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.byol.trainer.augment.CentreCrop;
import dev.byol.trainer.augment.CropBox;
import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.augment.Scratch;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code tf_jpeg}: decoding a JPEG, and the whole preprocessing of evaluation. */
final class TfJpegCheck implements ReferenceCheck {
  /** TensorFlow decodes with the fast integer transform, an accurate decoder differs by this. */
  private static final int DECODER_MAX = 3;

  private static final double DECODER_MEAN = 1.2;

  /**
   * decode_and_crop_jpeg interpolates the colours of the crop's last column without the neighbour
   * beyond the crop; we crop after decoding. Measured 0.01 in the bundled case.
   */
  private static final double EDGE = 0.05;

  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    return Stream.of(
        dynamicTest(
            "ImageIO decodes as TensorFlow does, up to its fast transform",
            () -> decoding(testCase)),
        dynamicTest(
            "the centre crop of TensorFlow's picture agrees",
            () -> evaluation(testCase, Pictures.rgb(testCase.array("decoded")), 1e-6)),
        dynamicTest(
            "the centre crop of our picture agrees up to the decoder",
            // The bicubic kernel's absolute weights sum to at most 1.25 along each axis.
            () -> evaluation(testCase, decode(testCase), 1.25 * 1.25 * DECODER_MAX / 255)));
  }

  private static void decoding(ReferenceCase testCase) throws IOException {
    RgbImage ours = decode(testCase);
    double[] theirs = testCase.array("decoded").values();
    double sum = 0;
    for (int i = 0; i < theirs.length; i++) {
      double difference = Math.abs((ours.pixels()[i] & 0xFF) - theirs[i]);
      assertThat(difference).as("value %d", i).isLessThanOrEqualTo(DECODER_MAX);
      sum += difference;
    }
    assertThat(sum / theirs.length).isLessThanOrEqualTo(DECODER_MEAN);
  }

  private static void evaluation(ReferenceCase testCase, RgbImage image, double tolerance) {
    NpyArray expected = testCase.array("eval_out");
    int size = expected.shape()[1];
    float[] out = new float[expected.values().length];
    new CentreCrop(size, CropBox.CENTRE_FRACTION).apply(image, new Scratch(), out, 0);
    CropBox crop = CropBox.centre(image.height(), image.width(), CropBox.CENTRE_FRACTION);
    boolean cropEndsInside = crop.left() + crop.width() < image.width();
    for (int i = 0; i < out.length; i++) {
      boolean atEdge = cropEndsInside && seesLastColumn(i / 3 % size, size, crop.width());
      assertThat((double) out[i])
          .as("eval_out[%d]", i)
          .isCloseTo(expected.values()[i], within(tolerance + (atEdge ? EDGE : 0)));
    }
  }

  private static boolean seesLastColumn(int x, int size, int cropWidth) {
    return Math.floor((x + 0.5) * cropWidth / size - 0.5) + 2 >= cropWidth - 1;
  }

  private static RgbImage decode(ReferenceCase testCase) throws IOException {
    byte[] file = new byte[testCase.array("jpeg_bytes").values().length];
    for (int i = 0; i < file.length; i++) {
      file[i] = (byte) (int) testCase.array("jpeg_bytes").values()[i];
    }
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(file));
    byte[] pixels = new byte[3 * decoded.getWidth() * decoded.getHeight()];
    for (int i = 0; i < pixels.length; i++) {
      int pixel = i / 3;
      int rgb = decoded.getRGB(pixel % decoded.getWidth(), pixel / decoded.getWidth());
      pixels[i] = (byte) (rgb >> (16 - 8 * (i % 3)));
    }
    return new RgbImage(decoded.getHeight(), decoded.getWidth(), pixels);
  }
}
