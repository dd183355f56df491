package dev.byol.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.augment.Colour;
import dev.byol.trainer.augment.CounterRandom;
import dev.byol.trainer.augment.CropBox;
import dev.byol.trainer.augment.Flip;
import dev.byol.trainer.augment.GaussianBlur;
import dev.byol.trainer.augment.Hue;
import dev.byol.trainer.augment.JitterOrder;
import dev.byol.trainer.augment.JitterStep;
import dev.byol.trainer.augment.Planes;
import dev.byol.trainer.augment.Scratch;
import dev.byol.trainer.augment.View;
import dev.byol.trainer.augment.ViewParameters;
import dev.byol.trainer.augment.ViewPipeline;
import dev.byol.trainer.augment.ViewPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code augment_facts}: our policies, order, ranges and frequencies. */
final class AugmentFactsCheck implements ReferenceCheck {
  private static final int HEIGHT = 300;
  private static final int WIDTH = 400;

  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    List<DynamicNode> tests = new ArrayList<>();
    for (View view : View.values()) {
      String name = view.name().toLowerCase(Locale.ROOT);
      JsonNode config = testCase.info().get("augment_config").get(name);
      JsonNode means = testCase.info().get("empirical_means");
      tests.add(dynamicTest(name + " has the published settings", () -> settings(config, view)));
      tests.add(
          dynamicTest(
              name + " is applied as often as in the reference",
              () -> frequencies(means, name, draws(means.get("samples").asInt(), view))));
      tests.add(
          dynamicTest(
              name + " draws from the published ranges",
              () -> ranges(config, draws(means.get("samples").asInt(), view))));
    }
    tests.add(
        dynamicTest("transforms follow in the published order", () -> order(testCase.info())));
    return tests.stream();
  }

  private static void settings(JsonNode config, View view) {
    ViewPolicy policy = policy(view);
    JsonNode colour = config.get("color_transform");
    assertThat(config.get("random_flip").asBoolean()).isTrue();
    assertThat(policy.flipProbability()).isEqualTo(0.5);
    assertThat(policy.verticalFlipProbability()).isZero();
    assertThat(colour.get("apply_prob").asDouble()).isEqualTo(1);
    assertThat(colour.get("shuffle").asBoolean()).isTrue();
    assertThat(policy.jitterProbability()).isEqualTo(colour.get("color_jitter_prob").asDouble());
    assertThat(policy.greyProbability()).isEqualTo(colour.get("to_grayscale_prob").asDouble());
    assertThat(policy.brightness()).isEqualTo(colour.get("brightness").asDouble());
    assertThat(policy.contrast()).isEqualTo(colour.get("contrast").asDouble());
    assertThat(policy.saturation()).isEqualTo(colour.get("saturation").asDouble());
    assertThat(policy.hue()).isEqualTo(colour.get("hue").asDouble());
    JsonNode blur = config.get("gaussian_blur");
    assertThat(policy.blurProbability()).isEqualTo(blur.get("apply_prob").asDouble());
    for (int height : new int[] {1, 19, 20, 32, 96, 100, 224, 333}) {
      int radius = (int) (height / blur.get("blur_divider").asDouble() / 2);
      assertThat(GaussianBlur.radius(height)).isEqualTo(radius);
    }
    JsonNode solarize = config.get("solarize");
    assertThat(solarize.get("threshold").asDouble()).isEqualTo(0.5);
    assertThat(policy.solarizeProbability()).isEqualTo(solarize.get("apply_prob").asDouble());
  }

  private static void frequencies(JsonNode means, String view, List<ViewParameters> ours) {
    JsonNode theirs = means.get(view);
    Map<String, ToDoubleFunction<ViewParameters>> values =
        Map.of(
            "flip", p -> p.flip() ? 1 : 0,
            "jitter", p -> p.jitter() ? 1 : 0,
            "gray", p -> p.grey() ? 1 : 0,
            "blur", p -> p.blur() ? 1 : 0,
            "solarize", p -> p.solarize() ? 1 : 0,
            "brightness", ViewParameters::brightnessDelta);
    // Five standard deviations of the difference of two means of values of deviation up to 0.5.
    double tolerance = 5 * 0.5 * Math.sqrt(2.0 / ours.size());
    for (Map.Entry<String, JsonNode> fact : theirs.properties()) {
      assertThat(ours.stream().mapToDouble(values.get(fact.getKey())).average().orElseThrow())
          .as(fact.getKey())
          .isCloseTo(fact.getValue().asDouble(), within(tolerance));
    }
  }

  private static void ranges(JsonNode config, List<ViewParameters> draws) {
    JsonNode colour = config.get("color_transform");
    JsonNode blur = config.get("gaussian_blur");
    double brightness = colour.get("brightness").asDouble();
    double contrast = colour.get("contrast").asDouble();
    double saturation = colour.get("saturation").asDouble();
    double hue = colour.get("hue").asDouble();
    uniform("brightness", draws, ViewParameters::brightnessDelta, -brightness, brightness);
    uniform("contrast", draws, ViewParameters::contrastFactor, 1 - contrast, 1 + contrast);
    uniform("saturation", draws, ViewParameters::saturationFactor, 1 - saturation, 1 + saturation);
    uniform("hue", draws, ViewParameters::hueDelta, -hue, hue);
    uniform(
        "sigma",
        draws,
        ViewParameters::blurSigma,
        blur.get("sigma_min").asDouble(),
        blur.get("sigma_max").asDouble());
    uniform("order", draws, p -> JitterOrder.ALL.indexOf(p.jitterOrder()) + 0.5, 0, 24);
    List<ViewParameters> inside =
        draws.stream().filter(p -> p.crop().width() < WIDTH && p.crop().height() < HEIGHT).toList();
    assertThat(inside).hasSizeGreaterThan(draws.size() / 2);
    assertThat(inside)
        .allSatisfy(
            p -> {
              double area = p.crop().width() * (double) p.crop().height() / (WIDTH * HEIGHT);
              double ratio = p.crop().width() / (double) p.crop().height();
              assertThat(area).isBetween(0.078, 1.0);
              assertThat(ratio).isBetween(0.74, 1.35);
              assertThat(p.crop().left()).isBetween(0, WIDTH - p.crop().width());
              assertThat(p.crop().top()).isBetween(0, HEIGHT - p.crop().height());
            });
  }

  /** Inside the range, and in each eighth of it an eighth of the draws. */
  private static void uniform(
      String what,
      List<ViewParameters> draws,
      ToDoubleFunction<ViewParameters> value,
      double low,
      double high) {
    int[] eighths = new int[8];
    for (ViewParameters draw : draws) {
      double v = value.applyAsDouble(draw);
      assertThat(v).as(what).isBetween(low - 1e-6, high + 1e-6);
      eighths[(int) Math.max(0, Math.min(7, 8 * (v - low) / (high - low)))]++;
    }
    double expected = draws.size() / 8.0;
    for (int count : eighths) {
      assertThat((double) count).as(what).isCloseTo(expected, within(5 * Math.sqrt(expected)));
    }
  }

  private static void order(JsonNode info) {
    List<String> published = new ArrayList<>();
    info.get("postprocess_order").forEach(step -> published.add(step.asText()));
    assertThat(published.remove(published.size() - 1)).startsWith("clip");
    int size = 40;
    float[] image = Fill.fill("facts/order", new int[] {size, size, 3}, Fill.Kind.UNIT);
    ViewParameters all = everything();
    Scratch scratch = new Scratch();
    Planes ours = Planes.of(image, size, size);
    ViewPipeline.augmentInPlace(ours, all, scratch);
    Planes theirs = Planes.of(image, size, size);
    for (String step : published) {
      switch (step) {
        case "random_flip" -> Flip.horizontalInPlace(theirs);
        case "color_transform" -> {
          Hue.turnInPlace(theirs, all.hueDelta(), scratch);
          Colour.contrastInPlace(theirs, all.contrastFactor());
          Colour.brightnessInPlace(theirs, all.brightnessDelta());
          Colour.saturationInPlace(theirs, all.saturationFactor());
          Colour.greyInPlace(theirs);
        }
        case "gaussian_blur" ->
            GaussianBlur.inPlace(theirs, GaussianBlur.radius(size), all.blurSigma(), scratch);
        case "solarize" -> Colour.solarizeInPlace(theirs);
        default -> throw new IllegalArgumentException("unknown step " + step);
      }
    }
    assertThat(Pictures.doubles(ours, image.length))
        .isEqualTo(Pictures.doubles(theirs, image.length));
  }

  private static ViewParameters everything() {
    JitterOrder order =
        new JitterOrder(
            JitterStep.HUE, JitterStep.CONTRAST, JitterStep.BRIGHTNESS, JitterStep.SATURATION);
    return new ViewParameters(
        CropBox.whole(1, 1),
        true,
        false,
        true,
        order,
        0.15f,
        1.3f,
        1.15f,
        0.08f,
        true,
        true,
        1.2f,
        true);
  }

  private static List<ViewParameters> draws(int samples, View view) {
    return IntStream.range(0, samples)
        .mapToObj(
            i -> ViewParameters.draw(policy(view), HEIGHT, WIDTH, CounterRandom.of(5, 0, i, view)))
        .toList();
  }

  private static ViewPolicy policy(View view) {
    return view == View.VIEW1 ? ViewPolicy.view1() : ViewPolicy.view2();
  }
}
