package dev.byol.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.augment.CropBox;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code tf_crop_boxes}: random and centre crops from recorded draws. */
final class TfCropBoxesCheck implements ReferenceCheck {
  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    return Stream.of(
        dynamicTest(
            "every random crop is the same box",
            () -> testCase.info().get("random_crop").forEach(TfCropBoxesCheck::random)),
        dynamicTest(
            "every centre crop is the same box",
            () -> testCase.info().get("center_crop").forEach(TfCropBoxesCheck::centre)));
  }

  private static void random(JsonNode row) {
    CropBox crop =
        CropBox.random(
            row.get("height").asInt(),
            row.get("width").asInt(),
            (float) row.get("area_fraction").asDouble(),
            (float) row.get("log_aspect").asDouble(),
            row.get("uniform_draws").get(2).asDouble(),
            row.get("uniform_draws").get(3).asDouble());
    assertThat(crop).as("%s", row).isEqualTo(box(row));
  }

  private static void centre(JsonNode row) {
    CropBox crop =
        CropBox.centre(
            row.get("height").asInt(), row.get("width").asInt(), CropBox.CENTRE_FRACTION);
    assertThat(crop).as("%s", row).isEqualTo(box(row));
  }

  private static CropBox box(JsonNode row) {
    JsonNode box = row.get("box_offset_h_offset_w_h_w");
    return new CropBox(
        box.get(0).asInt(), box.get(1).asInt(), box.get(2).asInt(), box.get(3).asInt());
  }
}
