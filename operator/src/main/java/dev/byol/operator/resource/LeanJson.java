package dev.byol.operator.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;

/**
 * How the Kubernetes client reads what the API server says, so that thousands of cached objects
 * stay small: who wrote which field is passed over, which is a third of a small object, and equal
 * texts are one object.
 */
public final class LeanJson {
  private LeanJson() {}

  @JsonIgnoreProperties("managedFields")
  private static final class WithoutManagedFields {}

  /** A serialization for one client. */
  public static KubernetesSerialization serialization() {
    var mapper = new ObjectMapper();
    mapper.addMixIn(ObjectMeta.class, WithoutManagedFields.class);
    mapper.registerModule(
        new SimpleModule("shared-texts").addDeserializer(String.class, new TextReader()));
    return new KubernetesSerialization(mapper, true);
  }

  private static final class TextReader extends StdScalarDeserializer<String> {
    private static final long serialVersionUID = 1L;

    private static final SharedTexts TEXTS = new SharedTexts();

    TextReader() {
      super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = StringDeserializer.instance.deserialize(parser, context);
      return text == null ? null : TEXTS.shared(text);
    }
  }
}
