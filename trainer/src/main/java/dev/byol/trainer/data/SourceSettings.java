package dev.byol.trainer.data;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.api.spec.data.KeyEnd;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a split is opened.
 *
 * @param keyEnd where the key of a file name in a shard ends
 * @param pictureMember ending of the file of a sample that is its picture, in lower case; empty: by
 *     the names of formats
 * @param classes as {@code spec.data.classes}: 0 reads no labels, empty counts the classes
 * @param accept what is meant although it looks like a mistake
 * @param maxDamagedFraction share of the pictures that may be missing
 */
public record SourceSettings(
    KeyEnd keyEnd,
    Optional<String> pictureMember,
    OptionalInt classes,
    Set<DataDoubt> accept,
    double maxDamagedFraction) {
  public SourceSettings {
    accept = Set.copyOf(accept);
  }

  /** What an experiment has that says nothing about it. */
  public static SourceSettings defaults() {
    return new SourceSettings(
        KeyEnd.FIRST_DOT, Optional.empty(), OptionalInt.empty(), Set.of(), 0.01);
  }

  /** Whether labels are left alone. */
  boolean ignoresLabels() {
    return classes.isPresent() && classes.getAsInt() == 0;
  }

  /**
   * Tells indexes of one shard apart that were built in different ways; empty for the usual one.
   */
  String indexKey() {
    String end = keyEnd == KeyEnd.FIRST_DOT ? "" : " keyEnd=" + keyEnd;
    return end + pictureMember.map(member -> " pictureMember=" + member).orElse("");
  }
}
