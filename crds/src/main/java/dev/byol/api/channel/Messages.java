package dev.byol.api.channel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Optional;

/** JSON of the messages: unset fields left out, unknown ones passed over, times in ISO 8601. */
final class Messages {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private Messages() {}

  static String write(Record message) {
    try {
      return JSON.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message cannot be written", e);
    }
  }

  /**
   * @throws IllegalArgumentException if it is not such a message
   */
  static <T extends Record> T read(Class<T> type, String json) {
    try {
      T message = JSON.readValue(json, type);
      if (message == null) {
        throw new IllegalArgumentException("not a " + type.getSimpleName() + ": null");
      }
      return message;
    } catch (ValueInstantiationException e) {
      throw new IllegalArgumentException(
          "not a " + type.getSimpleName() + ": " + e.getCause().getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  /** The text of a field of the outermost object, of which the end may be missing. */
  static Optional<String> text(String json, String field) {
    try (JsonParser parser = JSON.createParser(json)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth == 1 && token == JsonToken.FIELD_NAME && field.equals(parser.currentName())) {
          return Optional.ofNullable(parser.nextTextValue());
        }
      }
    } catch (IOException e) {
      // Cut off before the field, or no JSON at all: there is no such text in it.
    }
    return Optional.empty();
  }

  /** The last {@code most} characters, whole ones. */
  static String tail(String text, int most) {
    if (text == null || text.length() <= most) {
      return text;
    }
    int start = text.length() - Math.max(0, most);
    if (start < text.length() && Character.isLowSurrogate(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }
}
