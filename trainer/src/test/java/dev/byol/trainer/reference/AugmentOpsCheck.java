package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertMaxAbs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.augment.Colour;
import dev.byol.trainer.augment.Flip;
import dev.byol.trainer.augment.GaussianBlur;
import dev.byol.trainer.augment.Hue;
import dev.byol.trainer.augment.PlainTransforms;
import dev.byol.trainer.augment.Planes;
import dev.byol.trainer.augment.Scratch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code augment_ops}: each transform alone, ours and its plain definition. */
final class AugmentOpsCheck implements ReferenceCheck {
  private static final double TOLERANCE = 3e-6;

  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    List<DynamicNode> tests = new ArrayList<>();
    int height = testCase.array("images").shape()[1];
    int width = testCase.array("images").shape()[2];
    add(tests, testCase, "flip", Flip::horizontalInPlace);
    addPlain(tests, testCase, "flip", x -> PlainTransforms.flip(x, height, width));
    add(tests, testCase, "grayscale", Colour::greyInPlace);
    addPlain(tests, testCase, "grayscale", PlainTransforms::grey);
    add(tests, testCase, "solarize_0.5", Colour::solarizeInPlace);
    addPlain(tests, testCase, "solarize_0.5", PlainTransforms::solarize);
    addPlain(tests, testCase, "rgb_to_hsv", PlainTransforms::rgbToHsv);
    for (JsonNode op : testCase.info().get("ops")) {
      String key = op.get("key").asText();
      double value = op.get("value").asDouble();
      String name = op.get("op").asText();
      add(tests, testCase, key + "/clipped", jitter(name, (float) value));
      addPlain(tests, testCase, key + "/unclipped", plainJitter(name, value));
    }
    for (JsonNode blur : testCase.info().get("blurs")) {
      String key = blur.get("key").asText();
      int radius = (int) (blur.get("kernel_size").asDouble() / 2);
      double sigma = blur.get("sigma").asDouble();
      add(tests, testCase, key, p -> GaussianBlur.inPlace(p, radius, (float) sigma, new Scratch()));
      addPlain(tests, testCase, key, x -> PlainTransforms.blur(x, height, width, radius, sigma));
    }
    if (testCase.info().has("blur_big")) {
      tests.add(dynamicTest("blur_big: ours agrees", () -> bigBlur(testCase)));
    }
    return tests.stream();
  }

  private static void add(
      List<DynamicNode> tests, ReferenceCase testCase, String key, Consumer<Planes> transform) {
    NpyArray images = testCase.array("images");
    int height = images.shape()[1];
    int width = images.shape()[2];
    addPlain(
        tests,
        testCase,
        key,
        "ours",
        picture -> {
          Planes planes = Pictures.planes(picture, height, width);
          transform.accept(planes);
          return Pictures.doubles(planes, picture.length);
        });
  }

  private static void addPlain(
      List<DynamicNode> tests,
      ReferenceCase testCase,
      String key,
      UnaryOperator<double[]> transform) {
    addPlain(tests, testCase, key, "the plain definition", transform);
  }

  private static void addPlain(
      List<DynamicNode> tests,
      ReferenceCase testCase,
      String key,
      String whose,
      UnaryOperator<double[]> transform) {
    tests.add(
        dynamicTest(
            key + ": " + whose + " agrees",
            () -> {
              NpyArray images = testCase.array("images");
              for (int i = 0; i < images.shape()[0]; i++) {
                assertMaxAbs(
                    key + " of image " + i,
                    Pictures.picture(testCase.array(key), i),
                    transform.apply(Pictures.picture(images, i)),
                    TOLERANCE);
              }
            }));
  }

  private static Consumer<Planes> jitter(String op, float value) {
    return switch (op.toLowerCase(Locale.ROOT)) {
      case "brightness" -> planes -> Colour.brightnessInPlace(planes, value);
      case "contrast" -> planes -> Colour.contrastInPlace(planes, value);
      case "saturation" -> planes -> Colour.saturationInPlace(planes, value);
      case "hue" -> planes -> Hue.turnInPlace(planes, value, new Scratch());
      default -> throw new IllegalArgumentException("unknown op " + op);
    };
  }

  private static UnaryOperator<double[]> plainJitter(String op, double value) {
    return switch (op.toLowerCase(Locale.ROOT)) {
      case "brightness" -> x -> PlainTransforms.map(x, v -> v + value);
      case "contrast" -> x -> PlainTransforms.contrast(x, value);
      case "saturation" -> x -> PlainTransforms.saturation(x, value);
      case "hue" -> x -> PlainTransforms.hue(x, value);
      default -> throw new IllegalArgumentException("unknown op " + op);
    };
  }

  private static void bigBlur(ReferenceCase testCase) {
    JsonNode blur = testCase.info().get("blur_big");
    int size = blur.get("size").asInt();
    int radius = GaussianBlur.radius(size);
    assertThat(radius).isEqualTo(blur.get("radius").asInt());
    String seed = testCase.info().get("config").get("seed").asText();
    float[] image = Fill.fill("s" + seed + "/big", new int[] {size, size, 3}, Fill.Kind.UNIT);
    Planes planes = Planes.of(image, size, size);
    GaussianBlur.inPlace(planes, radius, (float) blur.get("sigma").asDouble(), new Scratch());
    double[] out = Pictures.doubles(planes, image.length);
    new Summary(blur.get("summary")).assertMaxAbs("blur_big", out, TOLERANCE);
    assertPatch(testCase, "blur_big/top_left_32x32", out, size, 0);
    NpyArray last = testCase.array("blur_big/bottom_right_32x32");
    assertPatch(testCase, "blur_big/bottom_right_32x32", out, size, size - last.shape()[0]);
    // The generator takes rows and columns 104 to 120, the centre of 224.
    assertPatch(testCase, "blur_big/centre_16x16", out, size, 104);
  }

  private static void assertPatch(
      ReferenceCase testCase, String key, double[] out, int size, int from) {
    NpyArray expected = testCase.array(key);
    int side = expected.shape()[0];
    double[] patch = Pictures.patch(out, size, from, from, side, side);
    assertMaxAbs(key, expected.values(), patch, TOLERANCE);
  }
}
