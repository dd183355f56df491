package dev.byol.trainer.eval;

import java.util.Arrays;

/**
 * Features and the class of each picture.
 *
 * @param features one row a picture
 * @param labels [features.rows], each in 0..classes-1; shared with the caller, who leaves them be
 * @param classes number of classes of the data set, 2 or more; some may be absent here
 */
public record LabelledFeatures(Features features, int[] labels, int classes) {
  /**
   * Checks that labels and features fit.
   *
   * @throws IllegalArgumentException if a label is missing or out of range
   */
  public LabelledFeatures {
    if (classes < 2) {
      throw new IllegalArgumentException(
          "the data has %d class(es); an evaluation by labels needs at least 2, so leave it off for this data"
              .formatted(classes));
    }
    if (labels.length != features.rows()) {
      throw new IllegalArgumentException(
          "%d labels for %d pictures".formatted(labels.length, features.rows()));
    }
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            "label %d of picture %d is not in 0..%d; set the number of classes to fit the data"
                .formatted(labels[row], row, classes - 1));
      }
    }
  }

  /** Number of pictures. */
  public int rows() {
    return labels.length;
  }

  /** The pictures at {@code indices}, in that order, copied. */
  public LabelledFeatures select(int[] indices) {
    int[] chosen = Arrays.stream(indices).map(i -> labels[i]).toArray();
    return new LabelledFeatures(features.select(indices), chosen, classes);
  }

  /** Refuses data from which nothing can be told apart. */
  void requireTwoClasses() {
    if (Arrays.stream(labels).distinct().limit(2).count() < 2) {
      throw new IllegalArgumentException(
          "all %d training pictures are of class %d; a classifier needs at least 2 classes, so add pictures of another or leave the evaluation by labels off"
              .formatted(labels.length, labels[0]));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelledFeatures that
        && classes == that.classes
        && Arrays.equals(labels, that.labels)
        && features.equals(that.features);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(labels) * 31 + features.hashCode();
  }

  @Override
  public String toString() {
    return "LabelledFeatures[%s, %d classes]".formatted(features, classes);
  }
}
