package dev.byol.trainer.data;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.trainer.data.account.Finding;
import dev.byol.trainer.data.account.Findings;
import dev.byol.trainer.data.account.Problem;
import java.util.ArrayList;
import java.util.List;

/** What is most likely a mistake in a set of shards, labels apart. */
final class ShardProblems {
  private ShardProblems() {}

  /**
   * Looks for mistakes.
   *
   * @param findings of all shards
   */
  static List<Problem> of(
      String location,
      Locations.Found found,
      List<IndexFile.Entry> entries,
      Findings findings,
      SourceSettings settings) {
    List<Problem> problems = new ArrayList<>();
    if (found.listed()) {
      SplitNames.ofFiles(found.files())
          .ifPresent(
              both ->
                  problems.add(
                      Problem.of(
                          DataDoubt.BOTH_SPLITS,
                          "%s takes shards of training and of testing together (%s, %s); write a pattern that takes one part, such as %s"
                              .formatted(
                                  location,
                                  both.training(),
                                  both.heldOut(),
                                  pattern(found.files(), both.training())))));
    }
    if (findings.count(Finding.UNREACHED) > 0) {
      problems.add(unreached(findings, settings));
    }
    if (findings.count(Finding.REPEATED) > 0) {
      problems.add(
          Problem.of(
              DataDoubt.REPEATED_SAMPLES,
              "%s again in one shard (such as %s), as when tar -r or -u appends a newer file and leaves the older one; unpack the shard, where the last one stays, and write it again: mkdir new && tar -xf SHARD -C new && tar --sort=name -cf new.tar -C new ."
                  .formatted(
                      times(findings.count(Finding.REPEATED), "sample occurs", "samples occur"),
                      findings.examples(Finding.REPEATED).get(0))));
    }
    if (!found.packed().isEmpty()) {
      String first = found.packed().get(0);
      problems.add(
          Problem.of(
              DataDoubt.LEFT_OUT_SAMPLES,
              "%s beside the shards, unread; unpack each: %s"
                  .formatted(
                      times(found.packed().size(), "compressed tar lies", "compressed tars lie"),
                      Packer.ofName(first).orElseThrow().command(first))));
    }
    List<String> empty =
        entries.stream()
            .filter(entry -> entry.pictures().size() == 0)
            .map(IndexFile.Entry::file)
            .toList();
    if (!empty.isEmpty() && empty.size() < entries.size()) {
      problems.add(
          Problem.of(
              DataDoubt.LEFT_OUT_SAMPLES,
              "%d of %d shards hold no picture (such as %s); leave them out or write them again"
                  .formatted(empty.size(), entries.size(), empty.get(0))));
    }
    return problems;
  }

  private static Problem unreached(Findings findings, SourceSettings settings) {
    String example = findings.examples(Finding.UNREACHED).get(0);
    String base = example.substring(example.lastIndexOf('/') + 1);
    int dot = base.indexOf('.');
    String why =
        settings.pictureMember().isPresent()
            ? "belong to samples without a file KEY." + settings.pictureMember().get()
            : "have more than one dot in their names; the key of a sample ends at the first, so that this one is the file '%s' of the sample '%s' rather than its picture"
                .formatted(base.substring(dot + 1), base.substring(0, dot));
    return Problem.of(
        DataDoubt.LEFT_OUT_SAMPLES,
        "%d pictures (such as %s) %s; set spec.data.keyEnd to LastDot if the dots belong to the names, or spec.data.pictureMember to the ending of the picture to train on"
            .formatted(findings.count(Finding.UNREACHED), example, why));
  }

  private static String times(long count, String one, String several) {
    return "%d %s".formatted(count, count == 1 ? one : several);
  }

  private static String pattern(List<String> files, String name) {
    String file = files.stream().filter(path -> path.endsWith(name)).findFirst().orElse(name);
    String folder = file.substring(0, file.lastIndexOf('/') + 1);
    return folder + name.replaceFirst("[0-9]+", "*");
  }
}
