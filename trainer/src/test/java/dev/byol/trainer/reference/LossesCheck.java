package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static dev.byol.trainer.reference.Closeness.doubles;
import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.engine.loss.L2Normalize;
import dev.byol.trainer.engine.loss.RegressionLoss;
import dev.byol.trainer.engine.loss.SoftmaxCrossEntropy;
import dev.byol.trainer.engine.loss.TopK;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Kind {@code losses}: regression loss, cross entropy, their gradients, and top-k. */
final class LossesCheck implements ReferenceCheck {
  private static final double FLOAT32 = 1e-6;
  private static final double FLOAT64 = 1e-12;

  @Override
  public Stream<DynamicNode> tests(ReferenceCase testCase) {
    Stream<DynamicNode> inFloat = inFloat(testCase.arrays());
    return testCase
        .float64()
        .map(arrays -> Stream.concat(inFloat, inDouble(arrays)))
        .orElse(inFloat);
  }

  private static Stream<DynamicNode> inFloat(Map<String, NpyArray> a) {
    float[] x = a.get("x").floats();
    float[] y = a.get("y").floats();
    float[] logits = a.get("logits").floats();
    int d = columns(a.get("x"));
    int c = columns(a.get("logits"));
    int[] labels = a.get("labels").ints();
    Stream<DynamicNode> losses =
        Stream.of(
            test("l2-normalise in float", () -> rows(a, "l2_normalize_x", L2Normalize.rows(x, d))),
            test(
                "l2-normalise of everything in float",
                () -> whole(a, "l2_normalize_x_axis_none", L2Normalize.rows(x, x.length))),
            test(
                "regression loss in float",
                () -> whole(a, "regression_loss", RegressionLoss.perRow(x, y, d))),
            test(
                "regression loss gradient in float",
                () -> rows(a, "regression_loss_grad_x", RegressionLoss.gradientOfMean(x, y, d))),
            test(
                "cross entropy in float",
                () ->
                    whole(
                        a,
                        "softmax_cross_entropy_none",
                        SoftmaxCrossEntropy.perRow(logits, c, labels))),
            test(
                "cross entropy gradient in float",
                () ->
                    rows(
                        a,
                        "softmax_cross_entropy_mean_grad",
                        SoftmaxCrossEntropy.gradientOfMean(logits, c, labels))));
    Stream<DynamicNode> topK =
        a.keySet().stream()
            .filter(name -> name.matches("top\\d+_correct"))
            .map(name -> test(name, () -> topK(a, name)));
    return Stream.concat(losses, topK);
  }

  private static Stream<DynamicNode> inDouble(Map<String, NpyArray> a) {
    double[] x = a.get("x").values();
    double[] y = a.get("y").values();
    double[] logits = a.get("logits").values();
    int d = columns(a.get("x"));
    int c = columns(a.get("logits"));
    int[] labels = a.get("labels").ints();
    double[] crossEntropy = SoftmaxCrossEntropy.perRow(logits, c, labels);
    return Stream.of(
        test("l2-normalise in double", () -> rows(a, "l2_normalize_x", L2Normalize.rows(x, d))),
        test(
            "regression loss in double",
            () -> whole(a, "regression_loss", RegressionLoss.perRow(x, y, d))),
        test(
            "regression loss gradient in double",
            () -> rows(a, "regression_loss_grad_x", RegressionLoss.gradientOfMean(x, y, d))),
        test("cross entropy in double", () -> whole(a, "softmax_cross_entropy_none", crossEntropy)),
        test(
            "mean and sum of the cross entropy in double",
            () -> {
              double mean = SoftmaxCrossEntropy.mean(logits, c, labels);
              whole(a, "softmax_cross_entropy_mean", new double[] {mean});
              whole(
                  a,
                  "softmax_cross_entropy_sum",
                  new double[] {DoubleStream.of(crossEntropy).sum()});
            }),
        test(
            "cross entropy gradient in double",
            () ->
                rows(
                    a,
                    "softmax_cross_entropy_mean_grad",
                    SoftmaxCrossEntropy.gradientOfMean(logits, c, labels))));
  }

  private static void topK(Map<String, NpyArray> a, String name) {
    int k = Integer.parseInt(name.replaceAll("\\D", ""));
    NpyArray logits = a.get("logits");
    boolean[] correct = TopK.correct(logits.floats(), columns(logits), a.get("labels").ints(), k);
    int[] expected = a.get(name).ints();
    for (int row = 0; row < expected.length; row++) {
      assertThat(correct[row]).as("%s[%d]", name, row).isEqualTo(expected[row] == 1);
    }
  }

  private static void whole(Map<String, NpyArray> a, String name, float[] actual) {
    assertRelativeL2(name, a.get(name).values(), doubles(actual), FLOAT32);
  }

  private static void whole(Map<String, NpyArray> a, String name, double[] actual) {
    assertRelativeL2(name, a.get(name).values(), actual, FLOAT64);
  }

  private static void rows(Map<String, NpyArray> a, String name, float[] actual) {
    rows(a.get(name), name, doubles(actual), FLOAT32);
  }

  private static void rows(Map<String, NpyArray> a, String name, double[] actual) {
    rows(a.get(name), name, actual, FLOAT64);
  }

  /**
   * Row by row, since their sizes differ by many powers of ten. Rows of rounding noise (equal
   * predictions and targets have gradient 0) are compared absolutely.
   */
  private static void rows(NpyArray expected, String name, double[] actual, double tolerance) {
    assertRelativeL2(name, expected.values(), actual, tolerance);
    int columns = columns(expected);
    for (int from = 0; from < actual.length; from += columns) {
      double[] want = Arrays.copyOfRange(expected.values(), from, from + columns);
      double[] got = Arrays.copyOfRange(actual, from, from + columns);
      double largest = Arrays.stream(want).map(Math::abs).max().orElseThrow();
      if (largest > tolerance) {
        assertRelativeL2(name + " row " + from / columns, want, got, 4 * tolerance);
      } else {
        Closeness.assertMaxAbs(name + " row " + from / columns, want, got, tolerance);
      }
    }
  }

  private static int columns(NpyArray array) {
    return array.shape()[1];
  }

  private static DynamicNode test(String what, Executable body) {
    return DynamicTest.dynamicTest(what + " agrees with the reference", body);
  }
}
