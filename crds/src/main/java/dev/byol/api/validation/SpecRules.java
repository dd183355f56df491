package dev.byol.api.validation;

import dev.byol.api.spec.Alternatives;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.data.AugmentationSpec;
import dev.byol.api.spec.data.DataSpec;
import dev.byol.api.spec.field.Braces;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.spec.field.TextForm;
import dev.byol.api.spec.storage.StorageEncryption;
import dev.byol.api.spec.storage.StorageSpec;
import dev.byol.api.spec.training.LearningRateSpec;
import dev.byol.api.spec.training.NetworkSpec;
import dev.byol.api.spec.training.TrainingSpec;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The rules that fields of a spec must keep together, such as a warm-up shorter than the run. */
final class SpecRules {
  private final Consumer<Violation> found;

  SpecRules(Consumer<Violation> found) {
    this.found = found;
  }

  /**
   * @param spec with defaults filled in
   */
  void check(ExperimentSpec spec) {
    alternatives(spec);
    training(spec);
    learningRate(spec);
    network(spec.network());
    crop(spec.augmentation());
    data(spec.data());
    address("spec.checkpoint.uri", spec.checkpoint().uri());
    storage(spec.storage());
    new PodRules(found).check(spec.workers());
  }

  private void alternatives(ExperimentSpec spec) {
    for (Alternatives group : Alternatives.ALL) {
      String sectionName = group.section().substring("spec.".length());
      Object section = valueOf(spec, sectionName);
      List<String> written =
          group.fields().stream()
              .filter(f -> section instanceof Record record && valueOf(record, f) != null)
              .toList();
      String names = String.join(" and ", group.fields());
      if (group.rule() == Alternatives.Rule.EXACTLY_ONE && written.isEmpty()) {
        found.accept(
            Violation.of(
                group.section(),
                "without " + String.join(" or ", group.fields()),
                "exactly one of " + names,
                "set one of them, or name a preset in spec.preset"));
      } else if (group.rule() != Alternatives.Rule.ANY && written.size() > 1) {
        found.accept(
            Violation.of(
                group.section(),
                "given both " + String.join(" and ", written),
                "only one of " + names,
                "remove one of them"));
      }
    }
  }

  private static Object valueOf(Record section, String name) {
    return SpecField.of(section.getClass()).stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow()
        .valueIn(section);
  }

  private void training(ExperimentSpec spec) {
    TrainingSpec training = spec.training();
    Integer globalBatch = training == null ? null : training.globalBatch();
    if (globalBatch == null) {
      found.accept(
          Violation.of(
              "spec.training.globalBatch",
              "not set",
              "a whole number of at least 2",
              "set it, or name a preset in spec.preset"));
      return;
    }
    int replicas = spec.workers().replicas();
    // Of less than 2 the range says enough.
    if (globalBatch >= 2 && globalBatch < replicas) {
      found.accept(
          Violation.of(
              "spec.training.globalBatch",
              Wording.value(globalBatch),
              "at least spec.workers.replicas, which is " + replicas,
              "raise it to " + replicas + " or more, or use fewer workers"));
    }
    if (training.scheduleSteps() != null
        && training.maxSteps() != null
        && training.scheduleSteps() < training.maxSteps()) {
      found.accept(
          Violation.of(
              "spec.training.scheduleSteps",
              Wording.value(training.scheduleSteps()),
              "at least spec.training.maxSteps, which is " + training.maxSteps(),
              "raise it or remove it: the learning rate is 0 after the schedule"));
    }
  }

  private void learningRate(ExperimentSpec spec) {
    LearningRateSpec rate = spec.learningRate();
    TrainingSpec training = spec.training();
    if (training == null) {
      return;
    }
    Long horizon =
        training.scheduleSteps() != null ? training.scheduleSteps() : training.maxSteps();
    if (rate.warmupSteps() != null && horizon != null && rate.warmupSteps() >= horizon) {
      found.accept(
          Violation.of(
              "spec.learningRate.warmupSteps",
              Wording.value(rate.warmupSteps()),
              "less than the " + horizon + " steps of the schedule",
              "shorten the warm-up or lengthen the run"));
    }
    if (rate.warmupEpochs() != null
        && training.maxEpochs() != null
        && training.scheduleSteps() == null
        && rate.warmupEpochs() >= training.maxEpochs()) {
      found.accept(
          Violation.of(
              "spec.learningRate.warmupEpochs",
              Wording.value(rate.warmupEpochs()),
              "less than spec.training.maxEpochs, which is " + Wording.number(training.maxEpochs()),
              "shorten the warm-up or lengthen the run"));
    }
    if (training.globalBatch() != null) {
      stride(spec, training.globalBatch());
    }
  }

  /**
   * LARS moves a layer by at most lr * eta of its norm a step, momentum makes it 1/(1-m) of that.
   */
  private void stride(ExperimentSpec spec, int globalBatch) {
    double peak = spec.learningRate().base() * globalBatch / 256;
    double momentum = spec.optimizer().momentum();
    double stride = peak * spec.optimizer().eta() / (1 - momentum);
    if (momentum >= 0 && momentum < 1 && stride >= 1) {
      double limit = (1 - momentum) / spec.optimizer().eta() * 256 / globalBatch;
      found.accept(
          Violation.of(
              "spec.learningRate.base",
              Wording.value(spec.learningRate().base()),
              "less than (1 - momentum) / eta * 256 / globalBatch = " + Wording.rounded(limit),
              "lower it, spec.optimizer.eta or momentum: each step would replace the weights"
                  + " altogether"));
    }
  }

  private void network(NetworkSpec network) {
    double channels = network.encoder().narrowestChannels() * network.widthMultiplier();
    if (network.widthMultiplier() > 0 && channels != Math.rint(channels)) {
      int unit = network.encoder().narrowestChannels();
      double near = Math.max(1, Math.rint(channels)) / unit;
      found.accept(
          Violation.of(
              "spec.network.widthMultiplier",
              Wording.value(network.widthMultiplier()),
              "multiples of 1/" + unit + ", so that every channel count is whole",
              "set it to " + Wording.number(near)));
    }
  }

  private void crop(AugmentationSpec augmentation) {
    if (augmentation.cropMinArea() > augmentation.cropMaxArea()) {
      found.accept(
          Violation.of(
              "spec.augmentation.cropMinArea",
              Wording.value(augmentation.cropMinArea()),
              "at most spec.augmentation.cropMaxArea, which is "
                  + Wording.number(augmentation.cropMaxArea()),
              "exchange or fix them"));
    }
  }

  private void data(DataSpec data) {
    if (data.uri() == null) {
      found.accept(
          Violation.of(
              "spec.data.uri",
              "not set",
              "a directory, a file or shards such as data/train-{000000..000003}.tar",
              "say where the training pictures are"));
    } else {
      pictures("spec.data.uri", data.uri());
    }
    if (data.validationUri() != null) {
      pictures("spec.data.validationUri", data.validationUri());
    }
    if (data.classes() != null && data.classes() == 1) {
      found.accept(
          Violation.of(
              "spec.data.classes",
              "1",
              "0 to ignore the labels, or at least 2",
              "set it to 0, or remove it to count the classes"));
    }
  }

  private void pictures(String path, String uri) {
    if (address(path, uri)) {
      braces(path, uri);
    }
  }

  /** Whether it is one that can be used. */
  private boolean address(String path, String uri) {
    Optional<String> why = Addresses.whyNot(uri);
    why.map(w -> Violation.of(path, Wording.value(uri), "a path, or s3://bucket/key", w))
        .ifPresent(found);
    return why.isEmpty();
  }

  private void storage(StorageSpec storage) {
    if (storage.endpoint() != null
        && TextForm.ENDPOINT.matches(storage.endpoint())
        && !hasHost(storage.endpoint())) {
      found.accept(
          Violation.of(
              "spec.storage.endpoint",
              Wording.value(storage.endpoint()),
              TextForm.ENDPOINT.inWords(),
              TextForm.ENDPOINT.remedy()));
    }
    if (storage.kmsKeyId() != null && storage.encryption() != StorageEncryption.KMS) {
      found.accept(
          Violation.of(
              "spec.storage.kmsKeyId",
              Wording.value(storage.kmsKeyId()),
              "only with spec.storage.encryption Kms",
              "set spec.storage.encryption to Kms, or remove the key"));
    }
  }

  private static boolean hasHost(String endpoint) {
    try {
      return new URI(endpoint).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private void braces(String path, String uri) {
    try {
      Braces.expand(uri);
    } catch (IllegalArgumentException e) {
      found.accept(
          Violation.of(
              path, Wording.value(uri), Braces.allowed(), "fix the braces: " + e.getMessage()));
    }
  }
}
