package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertMaxAbs;
import static dev.byol.trainer.reference.Closeness.doubles;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.augment.BicubicResize;
import dev.byol.trainer.augment.CubicKernel;
import dev.byol.trainer.augment.RgbImage;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code resize_cubic}: {@code jax.image.resize}, the ideal kernel. */
final class ResizeCubicCheck implements ReferenceCheck {
  /** Of 255; four times tighter than the README's for the table kernel. */
  private static final double TOLERANCE = 2.5e-4;

  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    return StreamSupport.stream(testCase.info().get("sizes").spliterator(), false)
        .map(
            size -> dynamicTest(size.get("key").asText() + " agrees", () -> check(testCase, size)));
  }

  private static void check(ReferenceCase testCase, JsonNode size) {
    String key = size.get("key").asText();
    int side = size.get("out").asInt();
    float[] out = new float[3 * side * side];
    RgbImage image =
        testCase.arrays().containsKey(key + "/image")
            ? Pictures.rgb(testCase.array(key + "/image"))
            : noise(seed(testCase), size);
    BicubicResize.resize(CubicKernel.IDEAL, image, side, side, out);
    new Summary(size.get("jax_cubic")).assertMaxAbs(key, doubles(out), TOLERANCE);
    if (testCase.arrays().containsKey(key + "/jax_cubic")) {
      double[] expected = testCase.array(key + "/jax_cubic").values();
      assertMaxAbs(key, expected, doubles(out), TOLERANCE);
    }
  }

  /** The case does not name its seed; its small images do. */
  private static int seed(ReferenceCase testCase) {
    for (JsonNode size : testCase.info().get("sizes")) {
      NpyArray image = testCase.arrays().get(size.get("key").asText() + "/image");
      if (image != null && image.values().length >= 48) {
        return IntStream.range(0, 1000)
            .filter(s -> Arrays.equals(Pictures.rgb(image).pixels(), noise(s, size).pixels()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no seed in 0..999 gives the images"));
      }
    }
    return 1;
  }

  private static RgbImage noise(int seed, JsonNode size) {
    int height = size.get("h").asInt();
    int width = size.get("w").asInt();
    String name = "s%d/resize/%s".formatted(seed, size.get("key").asText());
    byte[] pixels = new byte[3 * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (long) (Fill.uniform(name, i) * 0x1p32);
    }
    return new RgbImage(height, width, pixels);
  }
}
