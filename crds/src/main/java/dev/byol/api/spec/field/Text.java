package dev.byol.api.spec.field;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a text of the spec may be; texts without it are {@link TextForm#FREE}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Text {
  /** The text, each text of a list, or each value of a mapping. */
  TextForm value() default TextForm.FREE;

  /** Each key of a mapping. */
  TextForm keys() default TextForm.FREE;
}
