package dev.byol.api.spec.field;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One field of the spec, read from its record component: what readers, validators and generated
 * documentation need to know.
 *
 * @param name name in YAML
 * @param type boxed type, enum, record, {@link Map} from text to text or free-form, or {@link List}
 * @param element type of the elements of a list, absent for everything else
 * @param description one or two sentences with unit and default
 * @param range the values allowed for a number, absent for everything else
 * @param form what the value is beyond its type
 * @param text what the text, each text of a list or each value of a mapping may be; absent for
 *     everything else
 * @param keys what the keys of a mapping may be, absent for everything else
 * @param key the field that tells the elements of a list apart, empty for the elements themselves;
 *     absent for a list that is one value, and for everything else
 */
public record SpecField(
    String name,
    Class<?> type,
    Optional<Class<?>> element,
    String description,
    Optional<Range> range,
    Form form,
    Optional<TextForm> text,
    Optional<TextForm> keys,
    Optional<String> key) {

  /**
   * Most elements of a list and most pairs of a mapping, which no sensible experiment reaches;
   * without a bound the API server cannot price rules.
   */
  public static final int MOST_ELEMENTS = 64;

  /** What a value is beyond its type. */
  public enum Form {
    /** Itself. */
    PLAIN,
    /** An amount as in Kubernetes, which may be written as a number. */
    QUANTITY,
    /** A section whose fields another API defines. */
    FREE
  }

  /** Reflection makes its answers anew each time, and validation asks for them at each pass. */
  private static final ClassValue<List<SpecField>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<SpecField> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents()).map(SpecField::of).toList();
        }
      };

  private static final ClassValue<Map<String, Method>> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected Map<String, Method> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .collect(
                  Collectors.toUnmodifiableMap(
                      RecordComponent::getName, RecordComponent::getAccessor));
        }
      };

  /** The fields of a spec record, in order. */
  public static List<SpecField> of(Class<?> recordType) {
    return FIELDS.get(recordType);
  }

  private static SpecField of(RecordComponent component) {
    var description = component.getAccessor().getAnnotation(JsonPropertyDescription.class);
    if (description == null) {
      throw new IllegalStateException(
          component.getDeclaringRecord().getName()
              + "."
              + component.getName()
              + " has no @JsonPropertyDescription; describe it with unit and default");
    }
    return new SpecField(
        component.getName(),
        component.getType(),
        element(component),
        description.value(),
        Optional.ofNullable(component.getAnnotation(Range.class)),
        form(component),
        text(component),
        component.getType() == Map.class && form(component) != Form.FREE
            ? Optional.of(annotation(component).map(Text::keys).orElse(TextForm.FREE))
            : Optional.empty(),
        Optional.ofNullable(component.getAnnotation(Keyed.class)).map(Keyed::value));
  }

  private static Optional<TextForm> text(RecordComponent component) {
    Form form = form(component);
    boolean isText =
        element(component).map(type -> type == String.class).orElse(false)
            || component.getType() == String.class
            || component.getType() == Map.class && form != Form.FREE;
    if (!isText) {
      return Optional.empty();
    }
    return Optional.of(
        form == Form.QUANTITY
            ? TextForm.QUANTITY
            : annotation(component).map(Text::value).orElse(TextForm.FREE));
  }

  private static Optional<Text> annotation(RecordComponent component) {
    return Optional.ofNullable(component.getAnnotation(Text.class));
  }

  private static Form form(RecordComponent component) {
    if (component.isAnnotationPresent(FreeForm.class)) {
      return Form.FREE;
    }
    return component.isAnnotationPresent(Quantity.class) ? Form.QUANTITY : Form.PLAIN;
  }

  private static Optional<Class<?>> element(RecordComponent component) {
    return component.getType() == List.class
            && component.getGenericType() instanceof ParameterizedType list
        ? Optional.of((Class<?>) list.getActualTypeArguments()[0])
        : Optional.empty();
  }

  /** The value of this field in {@code owner}, {@code null} if unset. */
  public Object valueIn(Record owner) {
    Method accessor = ACCESSORS.get(owner.getClass()).get(name);
    if (accessor == null) {
      throw new IllegalArgumentException(owner.getClass().getName() + " has no field " + name);
    }
    try {
      return accessor.invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + name + " of " + owner.getClass(), e);
    }
  }

  /** The words that a user may write for an enum type, in order. */
  public static List<String> words(Class<?> enumType) {
    return Arrays.stream(enumType.getEnumConstants()).map(c -> word((Enum<?>) c)).toList();
  }

  /** The word that a user writes for an enum constant. */
  public static String word(Enum<?> constant) {
    try {
      var property =
          constant.getDeclaringClass().getField(constant.name()).getAnnotation(JsonProperty.class);
      return property == null ? constant.name() : property.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("enum without its own constant " + constant, e);
    }
  }
}
