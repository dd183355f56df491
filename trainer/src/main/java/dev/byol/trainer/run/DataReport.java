package dev.byol.trainer.run;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.api.spec.data.DataSpec;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.PictureSources;
import dev.byol.trainer.data.account.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a person is told about the data of an experiment before it runs.
 *
 * @param lines the account of each split and what they have in common
 * @param problems what stops the run, unless it is accepted
 * @param accepted what is
 */
public record DataReport(List<String> lines, List<Problem> problems, Set<DataDoubt> accepted) {
  private static final String INDENT = "  ";

  public DataReport {
    lines = List.copyOf(lines);
    problems = List.copyOf(problems);
    accepted = Set.copyOf(accepted);
  }

  /** Looks at both splits and compares them, for which some pictures are read. */
  public static DataReport of(DataSpec data, PictureSource train, Optional<PictureSource> heldOut) {
    List<String> lines = new ArrayList<>();
    addAccount("Training pictures", data.uri(), train, lines);
    List<Problem> problems = ofSplits(train, heldOut);
    heldOut.ifPresent(
        split -> {
          addAccount("Held-out pictures", data.validationUri(), split, lines);
          SplitComparison comparison = SplitComparison.of(data, train, split);
          comparison.lines().forEach(line -> lines.add(INDENT + line));
          problems.addAll(comparison.problems());
        });
    Set<DataDoubt> accepted = Pictures.accepted(data);
    problems.stream()
        .filter(problem -> problem.isMeant(accepted))
        .forEach(problem -> lines.add("Accepted: " + problem.sentence() + "."));
    return new DataReport(lines, problems, accepted);
  }

  private static void addAccount(
      String what, String uri, PictureSource source, List<String> lines) {
    lines.add("%s, %s:".formatted(what, uri));
    source.account().lines().forEach(line -> lines.add(INDENT + line));
  }

  /**
   * Refuses what is most likely a mistake in one of the splits, without reading any picture.
   *
   * @throws DataException with all of it
   */
  static void requireMeant(DataSpec data, PictureSource train, Optional<PictureSource> heldOut) {
    PictureSources.require(ofSplits(train, heldOut), Pictures.accepted(data));
  }

  /**
   * Refuses what is most likely a mistake.
   *
   * @throws DataException with all of it
   */
  public void requireMeant() {
    PictureSources.require(problems, accepted);
  }

  private static List<Problem> ofSplits(PictureSource train, Optional<PictureSource> heldOut) {
    List<Problem> problems = new ArrayList<>();
    train.account().problems().forEach(p -> problems.add(p.in("spec.data.uri")));
    heldOut.ifPresent(
        split ->
            split.account().problems().forEach(p -> problems.add(p.in("spec.data.validationUri"))));
    return problems;
  }
}
