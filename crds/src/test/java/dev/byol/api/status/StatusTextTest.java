package dev.byol.api.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.spec.field.SpecField;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatusTextTest {
  private static final String LONG = "s3://" + "\uD83D\uDE00x\n".repeat(5000) + "/end";

  static Set<Class<?>> records() {
    Set<Class<?>> found = new LinkedHashSet<>();
    collect(ExperimentStatus.class, found);
    return found;
  }

  private static void collect(Class<?> type, Set<Class<?>> found) {
    if (type.isRecord() && found.add(type)) {
      SpecField.of(type).forEach(field -> collect(field.element().orElse(field.type()), found));
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyTextAndTimeOfAStatusFitsTheSchemaWhateverItWasMadeFrom(Class<?> type)
      throws ReflectiveOperationException {
    Record made = make(type);
    for (RecordComponent component : type.getRecordComponents()) {
      Object value = component.getAccessor().invoke(made);
      if (value instanceof String text) {
        assertThat(text.length()).as(component.getName()).isLessThanOrEqualTo(StatusText.LONGEST);
        assertThat(text).as(component.getName()).doesNotContain("\n");
      } else if (value instanceof Instant time) {
        assertThat(time.toString()).as(component.getName()).matches("\\d{4}-.*");
      } else if (value instanceof Double number) {
        assertThat(number).as(component.getName()).isFinite();
      }
    }
  }

  private static Record make(Class<?> type) throws ReflectiveOperationException {
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Class<?> of = component.getType();
      values.add(
          of == String.class
              ? LONG
              : of == Instant.class ? Instant.MAX : of == Double.class ? Double.NaN : null);
    }
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    return (Record) type.getDeclaredConstructor(types).newInstance(values.toArray());
  }

  @Test
  void whatCannotBeTheReasonOfAConditionIsUnknown() {
    for (String no : new String[] {null, "", "two words", "1st", "a-b", "x".repeat(1025), "ä"}) {
      assertThat(StatusText.reason(no)).isEqualTo("Unknown");
    }
    assertThat(StatusText.reason("ErrImagePull")).isEqualTo("ErrImagePull");
  }
}
