package dev.byol.operator.template;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.byol.api.spec.workers.WorkersSpec;
import dev.byol.api.validation.Violation;
import dev.byol.api.yaml.Nearest;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code spec.workers.podTemplate} as Kubernetes' own type. Nothing is left out silently: a field
 * that the type does not have, and a value of another type, is named.
 *
 * @param written the template as its author wrote it
 * @param template the same, typed; without whatever does not fit
 * @param misfits what does not fit
 */
public record UserTemplate(
    Map<String, Object> written, PodTemplateSpec template, List<Violation> misfits) {
  /** Where it stands in an experiment: {@value}. */
  public static final String PATH = "spec.workers.podTemplate";

  private static final String MISFITS = "misfits";

  /** Fabric8's types keep unknown fields and send them on; here they are mistakes. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .addHandler(new Unknown())
          .enable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              texts ->
                  texts
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  /** Copies the list. */
  public UserTemplate {
    misfits = List.copyOf(misfits);
  }

  /** The template of these workers; an empty one if they have none. */
  public static UserTemplate of(WorkersSpec workers) {
    Map<String, Object> written =
        workers == null || workers.podTemplate() == null ? Map.of() : workers.podTemplate();
    if (written.isEmpty()) {
      return new UserTemplate(written, new PodTemplateSpec(), List.of());
    }
    List<Violation> misfits = new ArrayList<>();
    try {
      PodTemplateSpec template =
          STRICT
              .readerFor(PodTemplateSpec.class)
              .withAttribute(MISFITS, misfits)
              .readValue(STRICT.<com.fasterxml.jackson.databind.JsonNode>valueToTree(written));
      return new UserTemplate(written, template, misfits);
    } catch (JsonMappingException e) {
      misfits.add(misfit(e));
      return new UserTemplate(written, new PodTemplateSpec(), misfits);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree in memory cannot be read", e);
    }
  }

  /** All values at a path of the template, with their paths in the experiment. */
  public List<Tree.Found> at(String path) {
    return Tree.at(written, PATH, path);
  }

  private static Violation misfit(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null
                        ? "[" + step.getIndex() + "]"
                        : "." + step.getFieldName())
            .collect(Collectors.joining("", PATH, ""));
    Class<?> type = e instanceof MismatchedInputException m ? m.getTargetType() : null;
    String allowed = words(type == null ? Object.class : type);
    return Violation.of(path, "of another type", allowed, "write " + allowed);
  }

  private static String words(Class<?> type) {
    if (type == Boolean.class) {
      return "true or false";
    }
    if (type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    if (type == String.class) {
      return "text, in quotes if it looks like a number or a truth value";
    }
    return Collection.class.isAssignableFrom(type)
        ? "a list"
        : "what kubectl explain pod.spec says";
  }

  /** Writes down fields that a type does not have, and goes on after them. */
  private static final class Unknown extends DeserializationProblemHandler {
    @Override
    @SuppressWarnings("unchecked") // We put it there ourselves.
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object beanOrClass,
        String name)
        throws IOException {
      List<String> known =
          deserializer == null || deserializer.getKnownPropertyNames() == null
              ? List.of()
              : deserializer.getKnownPropertyNames().stream().map(Object::toString).toList();
      ((List<Violation>) context.getAttribute(MISFITS))
          .add(
              Violation.of(
                  PATH + path(parser.getParsingContext().pathAsPointer().toString()),
                  "an unknown field",
                  "those of kubectl explain pod.spec",
                  Nearest.to(name, known)
                      .map(near -> "did you mean " + near + "?")
                      .orElse("remove it")));
      parser.skipChildren();
      return true;
    }

    private static String path(String pointer) {
      return pointer
          .replaceAll("/(\\d+)(?=/|$)", "[$1]")
          .replace('/', '.')
          .replace("~1", "/")
          .replace("~0", "~");
    }
  }
}
