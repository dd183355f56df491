package dev.byol.api.spec.field;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values that a number of the spec may take by itself, whatever the other fields say. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
  /** Smallest value allowed. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Every value must be larger than this. */
  double above() default Double.NEGATIVE_INFINITY;

  /** Largest value allowed. */
  double max() default Double.POSITIVE_INFINITY;

  /** Every value must be smaller than this. */
  double below() default Double.POSITIVE_INFINITY;

  /** Why, where that does not go without saying; else empty. */
  String because() default "";

  /** What to do about a value outside, as an imperative. */
  String instead() default "set it within that range";
}
