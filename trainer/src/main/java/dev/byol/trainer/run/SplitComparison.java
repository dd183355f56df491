package dev.byol.trainer.run;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.api.spec.data.DataSpec;
import dev.byol.trainer.data.Overlap;
import dev.byol.trainer.data.OverlapSearch;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.account.DataAccount.ClassCount;
import dev.byol.trainer.data.account.Problem;
import dev.byol.trainer.storage.ObjectAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the two splits of an experiment have to do with each other.
 *
 * @param lines for the person who starts a run
 * @param problems what is most likely a mistake
 */
public record SplitComparison(List<String> lines, List<Problem> problems) {
  private static final int MOST_NAMED = 8;

  public SplitComparison {
    lines = List.copyOf(lines);
    problems = List.copyOf(problems);
  }

  /** Compares the classes of both, and looks for pictures that are in both. */
  public static SplitComparison of(DataSpec data, PictureSource train, PictureSource heldOut) {
    List<String> lines = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    classes(train, heldOut, lines, problems);
    boolean far = ObjectAddress.isOne(data.uri()) || ObjectAddress.isOne(data.validationUri());
    Overlap overlap =
        OverlapSearch.of(
            train, heldOut, far ? OverlapSearch.Budget.FAR : OverlapSearch.Budget.NEAR);
    lines.add(overlap.inWords());
    if (overlap.isMistake()) {
      problems.add(
          Problem.of(
              DataDoubt.OVERLAP,
              "spec.data.validationUri: %s, so accuracies would mean nothing; hold other pictures out"
                  .formatted(overlap.inWords())));
    }
    return new SplitComparison(lines, problems);
  }

  private static void classes(
      PictureSource train, PictureSource heldOut, List<String> lines, List<Problem> problems) {
    Set<String> trained = seen(train);
    Set<String> held = seen(heldOut);
    if (trained.isEmpty() || held.isEmpty()) {
      if (!trained.isEmpty() || !held.isEmpty()) {
        lines.add(
            "no accuracies are measured: only the %s split has labels"
                .formatted(held.isEmpty() ? "training" : "held-out"));
      }
      return;
    }
    List<String> unknown =
        held.stream().filter(name -> !train.classNames().contains(name)).sorted().toList();
    if (!unknown.isEmpty()) {
      problems.add(
          Problem.of(
              "spec.data.validationUri has classes that the training split lacks ('%s'); training has %d (%s): give both splits the same classes and numbers, or set spec.data.classes to 0 to ignore the labels"
                  .formatted(
                      String.join("', '", unknown.stream().limit(MOST_NAMED).toList()),
                      trained.size(),
                      some(trained.stream().sorted().toList()))));
      return;
    }
    List<String> unseen = held.stream().filter(name -> !trained.contains(name)).sorted().toList();
    List<String> unmeasured =
        trained.stream().filter(name -> !held.contains(name)).sorted().toList();
    if (!unmeasured.isEmpty()) {
      lines.add(
          "%d of %d classes have no held-out picture (%s)"
              .formatted(unmeasured.size(), trained.size(), some(unmeasured)));
    }
    if (!unseen.isEmpty()) {
      problems.add(
          Problem.of(
              DataDoubt.UNSEEN_CLASSES,
              "spec.data.validationUri has %d classes without a training picture (%s); training has %d (%s): give both splits the same classes and numbers"
                  .formatted(
                      unseen.size(),
                      some(unseen),
                      trained.size(),
                      some(trained.stream().sorted().toList()))));
    }
  }

  private static Set<String> seen(PictureSource source) {
    return source.account().classes().stream()
        .filter(count -> count.pictures() > 0)
        .map(ClassCount::name)
        .collect(Collectors.toSet());
  }

  private static String some(List<String> names) {
    String shown = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMED ? shown + ", ..." : shown;
  }
}
