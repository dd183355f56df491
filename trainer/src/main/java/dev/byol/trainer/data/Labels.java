package dev.byol.trainer.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Labels as they are written in label files. */
final class Labels {
  /** Labels are below this: a stray number must not size a classifier. */
  static final int MOST_CLASSES = 100_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Labels() {}

  /** The decimal number in {@code text}; {@code place} says whose it is in messages. */
  static int parse(byte[] text, String place) {
    String written = new String(text, StandardCharsets.UTF_8).strip();
    try {
      return checked(Long.parseLong(written), place);
    } catch (NumberFormatException e) {
      throw new DataException(
          "label '%s' in %s is not a number; write the class as a number from 0"
              .formatted(shortened(written), place),
          e);
    }
  }

  /**
   * The number in field {@code label}; {@link PictureSource#NO_LABEL} when there is no such field.
   */
  static int parseJson(byte[] json, String place) {
    try {
      JsonNode label = JSON.readTree(json).path("label");
      if (label.isMissingNode() || label.isNull()) {
        return PictureSource.NO_LABEL;
      }
      if (!label.isIntegralNumber()) {
        throw new DataException(
            "field label (%s) in %s is not a whole number; write the class as a number from 0"
                .formatted(shortened(label.toString()), place));
      }
      return checked(label.asLong(), place);
    } catch (JacksonException e) {
      throw new DataException(
          "%s is not JSON (%s); mend it or leave it out".formatted(place, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw DataFiles.unreadable(place, e);
    }
  }

  private static int checked(long label, String place) {
    if (label < 0 || label >= MOST_CLASSES) {
      throw new DataException(
          "label %d in %s is out of range; labels run from 0 to %d"
              .formatted(label, place, MOST_CLASSES - 1));
    }
    return (int) label;
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
