package dev.byol.api.spec.field;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A list whose elements are told apart, so that several writers can each own some of them: by one
 * of their fields, or by themselves if they are words. Without it a list belongs to one writer
 * whole.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Keyed {
  /** The field of the elements, empty for words. */
  String value() default "";
}
