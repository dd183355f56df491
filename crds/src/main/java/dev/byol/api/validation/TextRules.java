package dev.byol.api.validation;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.Metadata;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.spec.field.TextForm;
import dev.byol.api.text.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks each text against the {@link TextForm} of its field, and how long lists and mappings are.
 */
final class TextRules {
  /** What is shown of a text that is wrong. */
  private static final int SHOWN = 100;

  private final Consumer<Violation> found;

  TextRules(Consumer<Violation> found) {
    this.found = found;
  }

  /** Checks what was written; what presets and defaults bring needs no check. */
  void check(ByolExperiment written) {
    if (written.metadata() != null) {
      // Its name has a rule of its own; how long annotations are is the API server's affair.
      for (SpecField field : SpecField.of(Metadata.class)) {
        if (field.text().filter(form -> form != TextForm.FREE).isEmpty()) {
          continue;
        }
        texts("metadata." + field.name(), field, field.valueIn(written.metadata()));
      }
    }
    section("spec", written.spec());
  }

  private void section(String path, Record section) {
    for (SpecField field : SpecField.of(section.getClass())) {
      Object value = field.valueIn(section);
      String name = path + "." + field.name();
      if (value instanceof Record inner) {
        section(name, inner);
      } else if (field.form() != SpecField.Form.FREE) {
        size(name, value);
        texts(name, field, value);
        elements(name, field, value);
      }
    }
  }

  private void elements(String path, SpecField field, Object value) {
    if (!(value instanceof List<?> elements)) {
      return;
    }
    Set<Object> seen = new HashSet<>();
    boolean areWords = field.key().filter(String::isEmpty).isPresent();
    for (int i = 0; i < elements.size(); i++) {
      Object element = elements.get(i);
      String name = path + "[" + i + "]";
      if (element instanceof Record inner) {
        section(name, inner);
      } else if (element == null) {
        refuse(name, "not set", "a value", "write it, or remove the line");
      } else if (areWords && !seen.add(element)) {
        refuse(name, Wording.value(element) + " again", "each once", "remove one of them");
      }
    }
  }

  private void texts(String path, SpecField field, Object value) {
    if (field.text().isEmpty()) {
      return;
    }
    TextForm form = field.text().get();
    if (value instanceof String text) {
      text(path, form, text);
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof String text) {
          text(path + "[" + i + "]", form, text);
        }
      }
    } else if (value instanceof Map<?, ?> map) {
      TextForm keys = field.keys().orElse(TextForm.FREE);
      map.forEach(
          (key, text) -> {
            if (text(path, keys, (String) key)) {
              text(path + "." + key, form, (String) text);
            }
          });
    }
  }

  /** Whether it fits. */
  private boolean text(String path, TextForm form, String text) {
    if (!form.isShortEnough(text)) {
      refuse(
          path,
          shown(text) + ", which has " + text.codePointCount(0, text.length()) + " characters",
          "at most " + form.longest() + " characters",
          "shorten it");
      return false;
    }
    if (!form.matches(text)) {
      refuse(path, text.isEmpty() ? "empty" : shown(text), form.inWords(), form.remedy());
      return false;
    }
    return true;
  }

  private static String shown(String text) {
    return '"' + Texts.beginning(Texts.plain(text), SHOWN) + '"';
  }

  private void size(String path, Object value) {
    int size =
        value instanceof List<?> list
            ? list.size()
            : value instanceof Map<?, ?> map ? map.size() : 0;
    if (size > SpecField.MOST_ELEMENTS) {
      refuse(
          path,
          "a list of " + size,
          "at most " + SpecField.MOST_ELEMENTS + " elements",
          "leave some out");
    }
  }

  private void refuse(String path, String value, String allowed, String remedy) {
    found.accept(Violation.of(path, value, allowed, remedy));
  }
}
