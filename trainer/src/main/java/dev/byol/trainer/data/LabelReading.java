package dev.byol.trainer.data;

import java.util.Optional;

/**
 * What a label file says.
 *
 * @param value class, {@link PictureSource#NO_LABEL} for none, {@link ShardIndex#BAD_LABEL} for one
 *     that cannot be used
 * @param remark what is wrong with it, or what is there instead
 */
record LabelReading(int value, Kind kind, Optional<String> remark) {
  /** What was read. */
  enum Kind {
    LABEL,
    /** Written as -1. */
    NONE_MEANT,
    /** JSON without the field; the remark names those it has. */
    NO_FIELD,
    NOT_JSON,
    BAD
  }

  static LabelReading of(int label) {
    return new LabelReading(label, Kind.LABEL, Optional.empty());
  }

  static LabelReading none(Kind kind, String remark) {
    return new LabelReading(PictureSource.NO_LABEL, kind, Optional.of(remark));
  }

  static LabelReading bad(String remark) {
    return new LabelReading(ShardIndex.BAD_LABEL, Kind.BAD, Optional.of(remark));
  }

  boolean isLabel() {
    return kind == Kind.LABEL;
  }
}
