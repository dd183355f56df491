package dev.byol.trainer.run;

import dev.byol.api.spec.DataDoubt;
import dev.byol.api.spec.DataSpec;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.account.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a person is told about the data of an experiment before it runs.
 *
 * @param lines the account of each split and what they have in common
 * @param refused what stops the run
 * @param accepted what would, if it were not accepted
 */
public record DataReport(List<String> lines, List<Problem> refused, List<Problem> accepted) {
  private static final String INDENT = "  ";

  public DataReport {
    lines = List.copyOf(lines);
    refused = List.copyOf(refused);
    accepted = List.copyOf(accepted);
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
    List<Problem> refused = notAccepted(data, problems);
    List<Problem> accepted = new ArrayList<>(problems);
    accepted.removeAll(refused);
    accepted.forEach(problem -> lines.add("Accepted: " + problem.sentence() + "."));
    return new DataReport(lines, refused, accepted);
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
    refuse(notAccepted(data, ofSplits(train, heldOut)));
  }

  /**
   * Refuses what is most likely a mistake.
   *
   * @throws DataException with all of it
   */
  public void requireMeant() {
    refuse(refused);
  }

  private static List<Problem> ofSplits(PictureSource train, Optional<PictureSource> heldOut) {
    List<Problem> problems = new ArrayList<>();
    train.account().problems().forEach(p -> problems.add(p.in("spec.data.uri")));
    heldOut.ifPresent(
        split ->
            split.account().problems().forEach(p -> problems.add(p.in("spec.data.validationUri"))));
    return problems;
  }

  private static List<Problem> notAccepted(DataSpec data, List<Problem> problems) {
    Set<DataDoubt> accepted = Pictures.accepted(data);
    return problems.stream()
        .filter(problem -> problem.doubt().filter(accepted::contains).isEmpty())
        .toList();
  }

  private static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new DataException(String.join(". ", problems.stream().map(Problem::sentence).toList()));
    }
  }
}
