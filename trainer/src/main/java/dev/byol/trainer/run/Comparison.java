package dev.byol.trainer.run;

import dev.byol.api.resolved.Difference;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.api.spec.PinnedField;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.spec.storage.AcceptableChange;
import dev.byol.trainer.checkpoint.CheckpointInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A run compared with the checkpoint that it is to go on from. Pure.
 *
 * @param told what differs and may differ, a sentence each
 * @param contradictions what the checkpoint pins and nobody accepted, a sentence each
 * @param toAccept what would have to be accepted to go on all the same
 * @param scheduleSteps where the schedules of the checkpoint's run ended, if it is known
 */
record Comparison(
    List<String> told,
    List<String> contradictions,
    Set<AcceptableChange> toAccept,
    OptionalLong scheduleSteps) {
  /** Of the pictures looked at, what may be other without being other data. */
  private static final double MOST_REPLACED = 0.02;

  private static final String SCHEDULE = "training.scheduleSteps";

  /** Told in words of their own, or of no interest. */
  private static final Set<String> NOT_LISTED = Set.of(SCHEDULE, "checkpoint.acceptChanges");

  Comparison {
    told = List.copyOf(told);
    contradictions = List.copyOf(contradictions);
    toAccept = Set.copyOf(toAccept);
  }

  /** Compares. */
  static Comparison of(CheckpointInfo then, ResolvedExperiment now, SampleList samples) {
    var found = new Findings(now.checkpoint().acceptChanges());
    List<Difference> differences = List.of();
    try {
      differences = Difference.between(then.experiment(), now.experiment());
    } catch (IllegalArgumentException e) {
      found.told.add(
          "The settings in the checkpoint cannot be read (%s); they were not compared."
              .formatted(e.getMessage()));
    }
    for (Difference difference : differences) {
      if (!NOT_LISTED.contains(difference.field())) {
        found.setting(difference);
      }
    }
    found.data(then, samples, now.data().uri());
    return new Comparison(
        found.told, found.contradictions, found.toAccept, schedule(differences, now));
  }

  private static OptionalLong schedule(List<Difference> differences, ResolvedExperiment now) {
    Optional<Difference> changed =
        differences.stream().filter(d -> d.field().equals(SCHEDULE)).findFirst();
    if (changed.isEmpty()) {
      return OptionalLong.of(now.training().scheduleSteps());
    }
    return changed.get().before().isPresent()
        ? OptionalLong.of(Long.parseLong(changed.get().before().get()))
        : OptionalLong.empty();
  }

  /** Refuses what contradicts the checkpoint. */
  void requireAgreement(String checkpoint) throws ChangedExperimentException {
    if (contradictions.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "This run cannot go on from its checkpoint (%s), for it contradicts it."
            .formatted(checkpoint));
    lines.addAll(contradictions);
    String words = toAccept.stream().sorted().map(SpecField::word).collect(Collectors.joining(","));
    lines.add(
        "Undo that; or begin anew, with --fresh or another spec.checkpoint.uri; or accept it with --accept-changes %s (spec.checkpoint.acceptChanges: [%s])."
            .formatted(words, words.replace(",", ", ")));
    throw new ChangedExperimentException(lines);
  }

  private static final class Findings {
    private final Set<AcceptableChange> accepted;
    private final List<String> told = new ArrayList<>();
    private final List<String> contradictions = new ArrayList<>();
    private final Set<AcceptableChange> toAccept = new TreeSet<>();

    Findings(Set<AcceptableChange> accepted) {
      this.accepted = accepted;
    }

    void setting(Difference difference) {
      Optional<PinnedField> pin =
          difference.pin().filter(field -> field.evidence() == PinnedField.Evidence.VALUE);
      if (pin.isEmpty()) {
        told.add(difference.sentence() + ".");
      } else {
        pinned(pin.get(), difference.sentence() + " in the checkpoint");
      }
    }

    void data(CheckpointInfo then, SampleList now, String uri) {
      if (then.samplesPerEpoch() != now.pictures()) {
        pinned(
            PinnedField.DATA_URI,
            "There are %d training pictures at %s, there were %d when the checkpoint was made"
                .formatted(now.pictures(), uri, then.samplesPerEpoch()));
      } else if (then.samplesDigest().isEmpty()) {
        told.add(
            "Whether the pictures are the same and in the same order is not known: the checkpoint is of an older version.");
      } else if (!then.samplesDigest().equals(now.digest())) {
        pinned(
            PinnedField.DATA_URI,
            "The %d training pictures at %s have other names or labels, or another order, than when the checkpoint was made"
                .formatted(now.pictures(), uri));
      } else if (then.samplesContents().isEmpty()) {
        told.add(
            "Whether the pictures were replaced under the same names is not known: the checkpoint is of an older version.");
      } else {
        contents(ContentSketch.parse(then.samplesContents()), now.contents(), uri);
      }
    }

    /** One picture that was repaired is told; data that were replaced contradict. */
    private void contents(ContentSketch then, ContentSketch now, String uri) {
      long different = now.different(then);
      if (different > Math.max(1, MOST_REPLACED * now.common(then))) {
        pinned(
            PinnedField.DATA_URI,
            "%d of %d training pictures looked at have other contents under the same names at %s than when the checkpoint was made"
                .formatted(different, now.common(then), uri));
      } else if (!now.equals(then)) {
        told.add(
            "Some training pictures at %s were replaced under the same names since the checkpoint was made (%d of %d looked at)."
                .formatted(uri, different, now.common(then)));
      }
    }

    private void pinned(PinnedField field, String sentence) {
      AcceptableChange change = field.acceptable().orElseThrow();
      if (accepted.contains(change)) {
        told.add(sentence + "; accepted.");
      } else {
        contradictions.add(sentence + ": " + field.reason() + ".");
        toAccept.add(change);
      }
    }
  }
}
