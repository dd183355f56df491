package dev.byol.api.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.field.SpecField;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class DescriptionsTest {
  private static final Pattern DEFAULT = Pattern.compile("Default ([^ ,]+)\\.$|Default ([^ ,]+), ");

  @TestFactory
  Stream<DynamicTest> everyFieldIsDescribedAndTheDefaultItNamesIsTheRealOne() {
    ExperimentSpec bare =
        Defaults.fill(new ByolExperiment(null, null, new Metadata("n", null, null, null), null))
            .spec();
    return fields("spec", ExperimentSpec.class, bare);
  }

  private static Stream<DynamicTest> fields(String path, Class<?> type, Record value) {
    return SpecField.of(type).stream()
        .flatMap(
            field -> {
              String name = path + "." + field.name();
              Object actual = value == null ? null : field.valueIn(value);
              DynamicTest own = DynamicTest.dynamicTest(name, () -> check(field, actual));
              return field.type().isRecord()
                  ? Stream.concat(Stream.of(own), fields(name, field.type(), (Record) actual))
                  : Stream.of(own);
            });
  }

  private static void check(SpecField field, Object actual) {
    assertThat(field.description()).endsWith(".").hasSizeGreaterThan(20);
    if (Number.class.isAssignableFrom(field.type())) {
      assertThat(field.range()).isPresent();
    }
    Matcher stated = DEFAULT.matcher(field.description());
    if (actual != null && stated.find()) {
      String word = stated.group(1) != null ? stated.group(1) : stated.group(2);
      if (actual instanceof Number number) {
        assertThat(number.doubleValue()).isEqualTo(Double.parseDouble(word));
      } else if (actual instanceof Enum<?> constant) {
        assertThat(SpecField.word(constant)).isEqualTo(word);
      } else {
        assertThat(actual).hasToString(word);
      }
    }
  }
}
