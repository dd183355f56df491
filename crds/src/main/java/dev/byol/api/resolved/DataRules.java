package dev.byol.api.resolved;

import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.validation.Violation;
import java.util.ArrayList;
import java.util.List;

/** What the number of images and labels forbids. */
final class DataRules {
  private DataRules() {}

  static List<Violation> check(ExperimentSpec spec, Horizon horizon, DataFacts facts) {
    var found = new ArrayList<Violation>();
    long images = facts.trainImages();
    if (images == 0) {
      return List.of(
          Violation.of(
              "spec.data.uri",
              "a data set without pictures, \"" + spec.data().uri() + "\"",
              "at least one picture",
              "name the folder or shards that hold the training pictures"));
    }
    int batch = spec.training().globalBatch();
    if (batch > images) {
      found.add(
          Violation.of(
              "spec.training.globalBatch",
              Integer.toString(batch),
              "at most the number of training images, " + images,
              "lower it or add pictures"));
    }
    length(spec, horizon, images, found);
    classes(spec, facts, found);
    return List.copyOf(found);
  }

  private static void length(
      ExperimentSpec spec, Horizon horizon, long images, List<Violation> found) {
    if (horizon.maxSteps() < 1) {
      found.add(
          Violation.of(
              "spec.training.maxEpochs",
              spec.training().maxEpochs() + ", less than one step of " + images + " images",
              "at least one step",
              "raise it or lower spec.training.globalBatch"));
      return;
    }
    if (horizon.scheduleSteps() < horizon.maxSteps()) {
      found.add(
          Violation.of(
              "spec.training.scheduleSteps",
              Long.toString(horizon.scheduleSteps()),
              "at least the " + horizon.maxSteps() + " steps of the run",
              "raise it or remove it: the learning rate is 0 after the schedule"));
    } else if (horizon.warmupSteps() >= horizon.scheduleSteps()) {
      boolean inEpochs = spec.learningRate().warmupEpochs() != null;
      found.add(
          Violation.of(
              "spec.learningRate." + (inEpochs ? "warmupEpochs" : "warmupSteps"),
              inEpochs
                  ? spec.learningRate().warmupEpochs() + ", " + horizon.warmupSteps() + " steps"
                  : Long.toString(horizon.warmupSteps()),
              "less than the " + horizon.scheduleSteps() + " steps of the schedule",
              "shorten the warm-up or lengthen the run"));
    }
  }

  private static void classes(ExperimentSpec spec, DataFacts facts, List<Violation> found) {
    Integer written = spec.data().classes();
    if (written == null) {
      if (facts.classes() == 1) {
        found.add(
            Violation.of(
                "spec.data.uri",
                "a data set whose labels are all the same",
                "no labels, or labels of at least 2 classes",
                "set spec.data.classes to 0 to train without labels"));
      }
    } else if (written > 0 && facts.classes() == 0) {
      found.add(
          Violation.of(
              "spec.data.classes",
              written.toString(),
              "0, since the data has no labels",
              "set it to 0 or remove it"));
    } else if (written > 0 && written < facts.classes()) {
      found.add(
          Violation.of(
              "spec.data.classes",
              written.toString(),
              "at least "
                  + facts.classes()
                  + ", since the data has a label "
                  + (facts.classes() - 1),
              "raise it, remove it, or set it to 0 to ignore the labels"));
    }
  }
}
