package dev.byol.trainer.cli.shell;

import dev.byol.api.spec.field.SpecField;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an enum of the experiment by the words that its YAML has, in any case. */
public record EnumWords<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {
  @Override
  public E convert(String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> SpecField.word(constant).equalsIgnoreCase(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is none of %s"
                        .formatted(text, String.join(", ", SpecField.words(type)))));
  }
}
