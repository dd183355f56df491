package dev.byol.api.validation;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.data.AugmentationSpec;
import dev.byol.api.spec.data.ViewSpec;
import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.SpecField;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Checks each number against the {@link Range} of its field. */
final class RangeRules {
  private static final String AUGMENTATION = "spec.augmentation";
  private static final Set<String> VIEW_FIELDS =
      SpecField.of(ViewSpec.class).stream().map(SpecField::name).collect(Collectors.toSet());

  private final Consumer<Violation> found;

  RangeRules(Consumer<Violation> found) {
    this.found = found;
  }

  /** Checks everything in {@code filled}, and names the fields as {@code written} has them. */
  void check(ByolExperiment written, ByolExperiment filled) {
    AugmentationSpec asWritten = written.spec() == null ? null : written.spec().augmentation();
    if (asWritten != null) {
      for (SpecField field : SpecField.of(AugmentationSpec.class)) {
        if (VIEW_FIELDS.contains(field.name())) {
          check(AUGMENTATION, field, field.valueIn(asWritten));
        }
      }
    }
    walk("spec", filled.spec(), asWritten);
  }

  private void walk(String path, Record section, AugmentationSpec asWritten) {
    for (SpecField field : SpecField.of(section.getClass())) {
      Object value = field.valueIn(section);
      if (value instanceof Record inner) {
        walk(path + "." + field.name(), inner, asWritten);
      } else if (value instanceof List<?> elements) {
        list(path + "." + field.name(), elements, asWritten);
      } else if (!(section instanceof ViewSpec && isShared(path, field, asWritten))) {
        check(path, field, value);
      }
    }
  }

  private void list(String path, List<?> elements, AugmentationSpec asWritten) {
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i) instanceof Record element) {
        walk(path + "[" + i + "]", element, asWritten);
      }
    }
  }

  /** Whether a view's value was written once for both views, where it has been checked already. */
  private static boolean isShared(String path, SpecField field, AugmentationSpec asWritten) {
    if (asWritten == null) {
      return false;
    }
    ViewSpec own = path.endsWith("view1") ? asWritten.view1() : asWritten.view2();
    boolean overridden = own != null && field.valueIn(own) != null;
    return !overridden && sharedValue(field.name(), asWritten) != null;
  }

  private static Object sharedValue(String name, AugmentationSpec asWritten) {
    List<SpecField> fields = SpecField.of(AugmentationSpec.class);
    return fields.stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .map(f -> f.valueIn(asWritten))
        .orElse(null);
  }

  private void check(String path, SpecField field, Object value) {
    if (field.range().isEmpty() || !(value instanceof Number number)) {
      return;
    }
    Range range = field.range().get();
    if (!Wording.holds(range, number.doubleValue())) {
      String because = range.because();
      String allowed = Wording.range(range) + (because.isEmpty() ? "" : ", for " + because);
      String name = path + "." + field.name();
      found.accept(Violation.of(name, Wording.value(value), allowed, range.instead()));
    }
  }
}
