package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertMaxAbs;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.augment.CropBox;
import dev.byol.trainer.augment.JitterOrder;
import dev.byol.trainer.augment.JitterStep;
import dev.byol.trainer.augment.Planes;
import dev.byol.trainer.augment.Scratch;
import dev.byol.trainer.augment.ViewParameters;
import dev.byol.trainer.augment.ViewPipeline;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code augment_pipeline}: both views through the whole of {@code postprocess}. */
final class AugmentPipelineCheck implements ReferenceCheck {
  private static final double TOLERANCE = 1e-5;

  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    return Stream.of("view1", "view2")
        .map(view -> dynamicTest(view + " agrees for every image", () -> check(testCase, view)));
  }

  private static void check(ReferenceCase testCase, String view) {
    NpyArray in = testCase.array(view + "/in");
    Scratch scratch = new Scratch();
    for (int i = 0; i < in.shape()[0]; i++) {
      double[] picture = Pictures.picture(in, i);
      Planes planes = Pictures.planes(picture, in.shape()[1], in.shape()[2]);
      ViewPipeline.augmentInPlace(planes, parameters(testCase.info(), view, i), scratch);
      assertMaxAbs(
          view + " image " + i,
          Pictures.picture(testCase.array(view + "/out"), i),
          Pictures.doubles(planes, picture.length),
          TOLERANCE);
    }
  }

  private static ViewParameters parameters(JsonNode info, String view, int image) {
    JsonNode p = info.get(view + "_parameters").get(image);
    return new ViewParameters(
        CropBox.whole(1, 1),
        p.get("flip").asBoolean(),
        false,
        p.get("color_jitter").asBoolean(),
        new JitterOrder(step(info, p, 0), step(info, p, 1), step(info, p, 2), step(info, p, 3)),
        (float) p.get("brightness_delta").asDouble(),
        (float) p.get("contrast_factor").asDouble(),
        (float) p.get("saturation_factor").asDouble(),
        (float) p.get("hue_delta").asDouble(),
        p.get("grayscale").asBoolean(),
        p.get("blur").asBoolean(),
        (float) p.get("blur_sigma").asDouble(),
        p.get("solarize").asBoolean());
  }

  private static JitterStep step(JsonNode info, JsonNode parameters, int place) {
    int code = parameters.get("order").get(place).asInt();
    return JitterStep.valueOf(info.get("order_codes").get(code).asText().toUpperCase(Locale.ROOT));
  }
}
