package dev.byol.trainer.data;

import java.util.Arrays;
import java.util.Optional;

/**
 * How many pictures each class of a split has; decides whether the probes can run.
 *
 * @param counts pictures by label; empty for label-free data
 */
@SuppressWarnings("ArrayRecordComponent")
public record LabelSummary(int[] counts) {
  /** Counts the labels of {@code source}. */
  public static LabelSummary of(PictureSource source) {
    int[] counts = new int[source.classNames().size()];
    if (counts.length > 0) {
      for (int i = 0; i < source.size(); i++) {
        // Samples without one among others with one stop a run, but not a preview.
        if (source.label(i) != PictureSource.NO_LABEL) {
          counts[source.label(i)]++;
        }
      }
    }
    return new LabelSummary(counts);
  }

  /** Classes with at least one picture. */
  public int classesSeen() {
    return (int) Arrays.stream(counts).filter(count -> count > 0).count();
  }

  /**
   * Why probes (online probe, kNN, linear evaluation) cannot run on this split, as a sentence;
   * empty when they can. Training itself needs no labels.
   */
  public Optional<String> whyNoProbes() {
    if (counts.length == 0) {
      return Optional.of("the data have no labels, so probes are off");
    }
    if (classesSeen() < 2) {
      return Optional.of(
          "all %d pictures are of one class, and probes need at least 2; add classes or switch the probes off"
              .formatted(Arrays.stream(counts).sum()));
    }
    return Optional.empty();
  }
}
