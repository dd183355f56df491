package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertMaxAbs;
import static dev.byol.trainer.reference.Closeness.doubles;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.augment.BicubicResize;
import dev.byol.trainer.augment.CubicKernel;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code tf_resize_bicubic}: {@code tf.image.resize}, the kernel of 1024 positions. */
final class TfResizeBicubicCheck implements ReferenceCheck {
  private static final double TOLERANCE = 2.5e-4;

  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    return StreamSupport.stream(testCase.info().get("cases").spliterator(), false)
        .map(one -> dynamicTest(one.get("key").asText() + " agrees", () -> check(testCase, one)));
  }

  private static void check(ReferenceCase testCase, JsonNode one) {
    String key = one.get("key").asText();
    int height = one.get("summary").get("shape").get(0).asInt();
    int width = one.get("summary").get("shape").get(1).asInt();
    float[] out = new float[3 * height * width];
    BicubicResize.resize(
        CubicKernel.TABLE_1024, Pictures.rgb(testCase.array(key + "/image")), height, width, out);
    new Summary(one.get("summary")).assertMaxAbs(key, doubles(out), TOLERANCE);
    testCase.arrays().keySet().stream()
        .filter(name -> name.startsWith(key + "/") && !name.endsWith("/image"))
        .forEach(name -> assertPatch(name, testCase.array(name), doubles(out), height, width));
  }

  private static void assertPatch(
      String name, NpyArray expected, double[] out, int height, int width) {
    int rows = expected.shape()[0];
    int columns = expected.shape()[1];
    boolean last = name.contains("/bottom_right");
    int top = last ? height - rows : 0;
    int left = last ? width - columns : 0;
    double[] patch = Pictures.patch(out, width, top, left, rows, columns);
    assertMaxAbs(name, expected.values(), patch, TOLERANCE);
  }
}
