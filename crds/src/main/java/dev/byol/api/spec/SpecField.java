package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One field of the spec, read from its record component: what readers, validators and generated
 * documentation need to know.
 *
 * @param name name in YAML
 * @param type boxed type, enum, record, or {@link java.util.Map} from text to text
 * @param description one or two sentences with unit and default
 * @param range the values allowed for a number, absent for everything else
 */
public record SpecField(String name, Class<?> type, String description, Optional<Range> range) {

  /** The fields of a spec record, in order. */
  public static List<SpecField> of(Class<?> recordType) {
    return Arrays.stream(recordType.getRecordComponents()).map(SpecField::of).toList();
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
        description.value(),
        Optional.ofNullable(component.getAnnotation(Range.class)));
  }

  /** The value of this field in {@code owner}, {@code null} if unset. */
  public Object valueIn(Record owner) {
    for (RecordComponent component : owner.getClass().getRecordComponents()) {
      if (component.getName().equals(name)) {
        try {
          return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("cannot read " + name + " of " + owner.getClass(), e);
        }
      }
    }
    throw new IllegalArgumentException(owner.getClass().getName() + " has no field " + name);
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
