package dev.byol.trainer.data;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.trainer.data.account.DataAccount;
import dev.byol.trainer.data.account.Finding;
import dev.byol.trainer.data.account.Findings;
import dev.byol.trainer.data.account.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the labels of a set of shards come to.
 *
 * @param kept the pictures that are used: all, or those with a label
 * @param classNames from {@code classes.json} beside the first shard, else the numbers of the
 *     labels; empty when no label is used
 * @param counts pictures by class
 * @param remark on how labels are used, empty for none
 * @param problems what stops a run
 */
record ShardLabels(
    ShardIndex kept,
    List<String> classNames,
    List<DataAccount.ClassCount> counts,
    String remark,
    List<Problem> problems) {
  /** Class numbers may have gaps, but not so many that most outputs of a classifier are idle. */
  private static final int MOST_CLASSES_PER_SEEN = 10;

  static ShardLabels of(
      DataFiles files,
      List<String> shards,
      ShardIndex index,
      Findings findings,
      SourceSettings settings) {
    int[] counts = counts(index);
    int labelled = Arrays.stream(counts).sum();
    long bad = findings.count(Finding.BAD_LABEL);
    if (settings.ignoresLabels()) {
      String remark = labelled + bad == 0 ? "" : DataAccount.LABELS_IGNORED;
      return new ShardLabels(index, List.of(), List.of(), remark, List.of());
    }
    List<Problem> problems = new ArrayList<>();
    if (bad > 0) {
      problems.add(
          Problem.of(
              "%s (%d of %d labels cannot be used); fix them, or set spec.data.classes to 0 to ignore all labels"
                  .formatted(findings.examples(Finding.BAD_LABEL).get(0), bad, index.size())));
    }
    if (labelled == 0) {
      return new ShardLabels(index, List.of(), List.of(), "", problems);
    }
    ShardIndex kept = index;
    long unlabelled = index.size() - labelled - bad;
    if (unlabelled > 0) {
      problems.add(partly(shards, index, unlabelled));
      if (settings.accept().contains(DataDoubt.UNLABELLED_SAMPLES)) {
        kept = labelledOnly(index, findings);
      }
    }
    List<String> names = names(files, shards, index, counts.length, problems);
    idleClasses(counts, names, settings, problems);
    return new ShardLabels(kept, names, DataAccount.ClassCount.of(names, counts), "", problems);
  }

  private static int[] counts(ShardIndex index) {
    int largest = IntStream.range(0, index.size()).map(index::label).max().orElse(-1);
    int[] counts = new int[Math.max(0, largest + 1)];
    for (int i = 0; i < index.size(); i++) {
      if (index.label(i) >= 0) {
        counts[index.label(i)]++;
      }
    }
    return counts;
  }

  private static Problem partly(List<String> shards, ShardIndex index, long unlabelled) {
    int first = 0;
    while (index.label(first) != PictureSource.NO_LABEL) {
      first++;
    }
    return Problem.of(
        DataDoubt.UNLABELLED_SAMPLES,
        "sample %s has no label while others have (%d of %d have none); label all samples or none, or set spec.data.classes to 0 to train on all of them without labels"
            .formatted(TarShardsSource.name(shards, index, first), unlabelled, index.size()));
  }

  private static ShardIndex labelledOnly(ShardIndex index, Findings findings) {
    ShardIndex kept = new ShardIndex();
    for (int i = 0; i < index.size(); i++) {
      if (index.label(i) == PictureSource.NO_LABEL) {
        findings.add(Finding.UNLABELLED, index.key(i));
      } else {
        kept.add(index.shard(i), index.key(i), index.offset(i), index.length(i), index.label(i));
      }
    }
    return kept;
  }

  private static List<String> names(
      DataFiles files, List<String> shards, ShardIndex index, int classes, List<Problem> problems) {
    String first = shards.get(0);
    String file = DataFiles.join(first.substring(0, first.lastIndexOf('/') + 1), "classes.json");
    Optional<List<String>> named = ClassNames.fromJson(files, file);
    if (named.isPresent() && classes > named.get().size()) {
      int largest = 0;
      while (index.label(largest) != classes - 1) {
        largest++;
      }
      problems.add(
          Problem.of(
              "label %d of %s is out of range: %s names %d classes, labels run from 0 to %d; fix the label or add the names, or set spec.data.classes to 0 to ignore the labels"
                  .formatted(
                      classes - 1,
                      TarShardsSource.name(shards, index, largest),
                      file,
                      named.get().size(),
                      named.get().size() - 1)));
      return ClassNames.numbers(classes);
    }
    return named.orElseGet(() -> ClassNames.numbers(classes));
  }

  private static void idleClasses(
      int[] counts, List<String> names, SourceSettings settings, List<Problem> problems) {
    int seen = (int) Arrays.stream(counts).filter(count -> count > 0).count();
    boolean said = settings.classes().orElse(0) >= counts.length;
    if (!said
        && names.size() == counts.length
        && counts.length > MOST_CLASSES_PER_SEEN * (seen + 1L)) {
      problems.add(
          Problem.of(
              "labels go up to %d, but only %d classes have pictures: the classifier would have %d outputs; number the classes from 0 on, or set spec.data.classes to %d if that is meant, or to 0 to ignore the labels"
                  .formatted(counts.length - 1, seen, counts.length, counts.length)));
    }
  }
}
