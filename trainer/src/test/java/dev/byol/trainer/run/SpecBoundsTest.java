package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.byol.api.channel.WorkerVariables;
import dev.byol.api.preset.Defaults;
import dev.byol.api.resolved.DataFacts;
import dev.byol.api.resolved.ExperimentResolver;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.api.yaml.ExperimentReader;
import dev.byol.trainer.augment.View;
import dev.byol.trainer.checkpoint.Retention;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.config.HostShare;
import dev.byol.trainer.data.LoaderSettings;
import dev.byol.trainer.storage.StorageSettings;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a field of the spec may be by its bounds, the trainer can be made with. */
class SpecBoundsTest {
  private static final String BASE =
      """
      apiVersion: byol.dev/v1alpha1
      kind: ByolExperiment
      metadata: {name: bounds}
      spec:
        data: {uri: data}
        training: {globalBatch: 4096, maxSteps: 1000}
        learningRate: {base: 0.001, warmupSteps: 10}
        network: {encoder: TinyResNet}
        augmentation: {imageSize: 32}
        checkpoint: {uri: runs}
      """;

  private static final DataFacts FACTS = new DataFacts(1L << 24, 10);

  /** What must change with a field so that the fields do not contradict one another. */
  private static final Map<String, List<String>> BESIDE =
      Map.of(
          "spec.training.maxSteps=1", List.of("spec.learningRate.warmupSteps=0"),
          "spec.training.globalBatch=1048576", List.of("spec.learningRate.base=1e-6"),
          "spec.training.scheduleSteps=1", List.of("spec.training.maxSteps=1"),
          "spec.learningRate.warmupSteps=1000000000000",
              List.of("spec.training.scheduleSteps=1000000000001"));

  @TempDir static Path folder;

  /** Every number of the spec at both ends of its range. */
  static List<String> extremes() {
    List<String> settings = new ArrayList<>();
    walk("spec", ExperimentSpec.class, settings);
    return settings;
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void theTrainerCanBeMadeWithBothEndsOfEveryRange(String setting) {
    read(setting)
        .ifPresent(
            written -> assertThatCode(() -> make(written)).as(setting).doesNotThrowAnyException());
  }

  private static final List<String> ODD_TEXTS =
      List.of(
          "a",
          "a b",
          "~x",
          "\u00e9\ud83d\ude80",
          "a%zz",
          "a?b#c",
          "*",
          "[",
          "/",
          "//",
          "s3://bucket",
          "s3://bucket//a b",
          "https://h",
          "https://h/",
          "https://[",
          "https://[::1]:9000",
          "https://h:99999",
          "https://h:1:2",
          "https://h:x",
          "https://%zz",
          "https://a_b",
          "http://\u00e9");

  /** Every text of the spec as it may be, and as long as it may be. */
  static List<String> texts() {
    List<String> settings = new ArrayList<>();
    walkTexts("spec", ExperimentSpec.class, settings);
    return settings;
  }

  @ParameterizedTest
  @MethodSource("texts")
  void theTrainerCanBeMadeWithEveryTextThatAFieldTakes(String setting) {
    readOrRefuse(setting)
        .ifPresent(
            written -> assertThatCode(() -> make(written)).as(setting).doesNotThrowAnyException());
  }

  /** Empty where it is refused in words. */
  private static Optional<ByolExperiment> readOrRefuse(String setting) {
    try {
      return Optional.of(
          ExperimentReader.parse("test", BASE.getBytes(StandardCharsets.UTF_8), List.of(setting)));
    } catch (InvalidExperimentException e) {
      return Optional.empty();
    }
  }

  private static void walkTexts(String path, Class<?> section, List<String> settings) {
    for (SpecField field : SpecField.of(section)) {
      String name = path + "." + field.name();
      if (field.type().isRecord()) {
        walkTexts(name, field.type(), settings);
      } else if (field.type() == String.class) {
        ODD_TEXTS.forEach(text -> settings.add(name + "=" + text));
        int longest = field.text().orElseThrow().longest();
        for (String start : List.of("", "/", "https://", "s3://bucket/")) {
          settings.add(name + "=" + start + "a".repeat(longest - start.length()));
        }
      }
    }
  }

  @Test
  void nearlyAllOfThemAreReallyMade() {
    List<String> refused = extremes().stream().filter(setting -> read(setting).isEmpty()).toList();
    assertThat(extremes()).hasSizeGreaterThan(90);
    assertThat(refused.size()).as("refused for other fields: %s", refused).isLessThan(15);
  }

  /** Empty where other fields contradict it; its own range must not. */
  private static Optional<ByolExperiment> read(String setting) {
    List<String> settings = new ArrayList<>(BESIDE.getOrDefault(setting, List.of()));
    settings.add(setting);
    try {
      return Optional.of(
          ExperimentReader.parse("test", BASE.getBytes(StandardCharsets.UTF_8), settings));
    } catch (InvalidExperimentException e) {
      String path = setting.substring(0, setting.indexOf('='));
      assertThat(e.violations())
          .noneMatch(
              v ->
                  v.sentence().startsWith(path + " ")
                      && v.sentence().contains("set it within that range"));
      return Optional.empty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30, 3600})
  void howSoonALostWorkerIsNoticedDoesNotEndThoseWhoWaitForAnEvaluationOrForPods(int seconds) {
    Bounds bounds = Bounds.of(Duration.ofSeconds(seconds));
    assertThat(bounds.stall()).isGreaterThanOrEqualTo(Duration.ofHours(3));
    assertThat(bounds.rendezvous()).isGreaterThanOrEqualTo(Duration.ofMinutes(30));
    assertThat(bounds.silenceLimit()).isLessThan(Duration.ofSeconds(seconds));
  }

  /** What a run makes of an experiment before it opens anything. */
  private static void make(ByolExperiment written) throws Exception {
    ResolvedExperiment experiment;
    try {
      experiment = ExperimentResolver.resolve(written, FACTS);
    } catch (InvalidExperimentException e) {
      // Told in words, for this data.
      return;
    }
    ExperimentSpec spec = Defaults.fill(written).spec();
    int world = Math.max(2, spec.workers().replicas());
    WorkerEnvironment environment =
        WorkerEnvironment.from(
            Map.of(
                WorkerVariables.RANK, Integer.toString(world - 1),
                WorkerVariables.WORLD_SIZE, Integer.toString(world),
                WorkerVariables.RENDEZVOUS, "localhost:29400",
                WorkerVariables.GENERATION, "1",
                WorkerVariables.KEY, "c0ffee".repeat(8)),
            8);
    environment.rendezvous(experiment.failureDetection());
    Networks.spec(experiment);
    Networks.hyperparameters(experiment);
    for (View view : View.values()) {
      ViewPolicies.of(experiment.augmentation(), view);
    }
    HostShare share = HostShare.of(experiment, 8, 1);
    new LoaderSettings(
        experiment.augmentation().imageSize(),
        share.loaderThreads(),
        3,
        () -> Duration.ofMinutes(15));
    SaveSchedule.of(experiment, Clock.systemUTC()).isDue(experiment.training().maxSteps());
    new Retention(
        new DirectoryStore(folder),
        experiment.checkpoint().keepLast(),
        experiment.checkpoint().keepEverySteps(),
        Clock.systemUTC());
    new SpoolPlace(folder, (long) (spec.storage().spoolGib() * (1L << 30)));
    StorageSettings.of(spec.storage(), Map.of());
  }

  private static void walk(String path, Class<?> section, List<String> settings) {
    for (SpecField field : SpecField.of(section)) {
      String name = path + "." + field.name();
      if (field.type().isRecord()) {
        walk(name, field.type(), settings);
      } else if (field.range().isPresent()) {
        ends(field, field.range().get()).forEach(end -> settings.add(name + "=" + end));
      }
    }
  }

  private static List<String> ends(SpecField field, Range range) {
    boolean whole = field.type() != Double.class;
    List<String> ends = new ArrayList<>();
    double least = Double.isFinite(range.above()) ? Math.nextUp(range.above()) : range.min();
    double most = Double.isFinite(range.below()) ? Math.nextDown(range.below()) : range.max();
    for (double end : new double[] {least, most}) {
      if (Double.isFinite(end)) {
        ends.add(
            whole ? Long.toString((long) end) : new BigDecimal(Double.toString(end)).toString());
      } else if (field.type() == Long.class) {
        ends.add(Long.toString(end > 0 ? Long.MAX_VALUE : Long.MIN_VALUE));
      }
    }
    return ends;
  }
}
