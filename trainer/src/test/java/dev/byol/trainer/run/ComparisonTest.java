package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.api.resolved.DataFacts;
import dev.byol.api.resolved.ExperimentResolver;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.PinnedField;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.spec.storage.AcceptableChange;
import dev.byol.api.yaml.ExperimentReader;
import dev.byol.api.yaml.ExperimentWriter;
import dev.byol.trainer.checkpoint.CheckpointInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field of the spec, changed since the checkpoint was made. */
class ComparisonTest {
  private static final ContentSketch SKETCH =
      new ContentSketch("5c".repeat(32), Collections.nCopies(64, "0123456789abcdef"));
  private static final SampleList SAMPLES = new SampleList(1500, "5a".repeat(32), SKETCH);
  private static final Set<String> COMPARED_BY_VALUE =
      Set.of("seed", "precision", "training.globalBatch");

  @Test
  void anExperimentThatDidNotChangeHasNothingToTell() {
    ResolvedExperiment run = experiment();

    Comparison compared = Comparison.of(info(json(run), SAMPLES), run, SAMPLES);

    assertThat(compared.told()).isEmpty();
    assertThat(compared.contradictions()).isEmpty();
    assertThat(compared.scheduleSteps()).hasValue(200);
  }

  static Stream<String> fields() {
    List<String> paths = new ArrayList<>();
    collect("", ExperimentSpec.class, paths);
    paths.removeAll(List.of("training.scheduleSteps", "checkpoint.acceptChanges"));
    return paths.stream();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void aChangedFieldIsToldOnALineOfItsOwnOrRefusedIfTheCheckpointPinsIt(String field)
      throws Exception {
    ResolvedExperiment run = experiment();
    String before = changed(run, field);

    Comparison compared = Comparison.of(info(before, SAMPLES), run, SAMPLES);

    boolean refused = COMPARED_BY_VALUE.contains(field) || field.startsWith("network.");
    assertThat(refused ? compared.contradictions() : compared.told())
        .singleElement()
        .asString()
        .startsWith("spec." + field + " is ")
        .contains(", was ");
    assertThat(refused ? compared.told() : compared.contradictions()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void everyContradictionCanBeAcceptedByTheWordThatItsRefusalNames(String field) throws Exception {
    String before = changed(experiment(), field);
    Comparison compared = Comparison.of(info(before, SAMPLES), experiment(), SAMPLES);
    if (compared.contradictions().isEmpty()) {
      compared.requireAgreement("here");
      return;
    }
    AcceptableChange word = compared.toAccept().iterator().next();
    assertThatThrownBy(() -> compared.requireAgreement("here"))
        .isInstanceOf(ChangedExperimentException.class)
        .hasMessageContaining("--accept-changes " + SpecField.word(word))
        .hasMessageContaining("--fresh");

    ResolvedExperiment accepting =
        experiment("spec.checkpoint.acceptChanges=[" + SpecField.word(word) + "]");
    Comparison accepted = Comparison.of(info(before, SAMPLES), accepting, SAMPLES);

    assertThat(accepted.contradictions()).isEmpty();
    assertThat(accepted.told()).singleElement().asString().endsWith("; accepted.");
  }

  @Test
  void anotherNumberOfPicturesIsRefused() {
    Comparison compared =
        Comparison.of(
            info(json(experiment()), new SampleList(1499, "5b".repeat(32), SKETCH)),
            experiment(),
            SAMPLES);

    assertThat(compared.contradictions())
        .containsExactly(
            "There are 1500 training pictures at data, there were 1499 when the checkpoint was made: the run would go on with other pictures.");
    assertThat(compared.toAccept()).containsExactly(AcceptableChange.DATA);
  }

  @Test
  void theSamePicturesInAnotherOrderAreRefused() {
    Comparison compared =
        Comparison.of(
            info(json(experiment()), new SampleList(1500, "5b".repeat(32), SKETCH)),
            experiment(),
            SAMPLES);

    assertThat(compared.contradictions())
        .singleElement()
        .asString()
        .contains("other names or labels, or another order");
  }

  @Test
  void dataThatWereMovedAreToldAndNotRefused() throws Exception {
    String before = json(experiment("spec.data.uri=elsewhere/data"));

    Comparison compared = Comparison.of(info(before, SAMPLES), experiment(), SAMPLES);

    assertThat(compared.told())
        .containsExactly("spec.data.uri is \"data\", was \"elsewhere/data\".");
    assertThat(compared.contradictions()).isEmpty();
  }

  @Test
  void aCheckpointOfAVersionWithoutSampleListsIsUsedAndThatIsTold() {
    CheckpointInfo old = info(json(experiment()), new SampleList(1500, "", SKETCH));

    Comparison compared = Comparison.of(old, experiment(), SAMPLES);

    assertThat(compared.contradictions()).isEmpty();
    assertThat(compared.told()).singleElement().asString().contains("older version");
  }

  @Test
  void aCheckpointOfAVersionWithoutContentsIsUsedAndThatIsTold() {
    CheckpointInfo known = info(json(experiment()), SAMPLES);
    CheckpointInfo old =
        new CheckpointInfo(
            known.step(),
            known.cursor(),
            known.samplesPerEpoch(),
            known.samplesDigest(),
            "",
            known.seed(),
            known.worldSize(),
            known.attempt(),
            known.generation(),
            known.networkName(),
            known.networkFingerprint(),
            known.experiment(),
            known.created(),
            known.programVersion());

    Comparison compared = Comparison.of(old, experiment(), SAMPLES);

    assertThat(compared.contradictions()).isEmpty();
    assertThat(compared.told())
        .singleElement()
        .asString()
        .contains("replaced under the same names is not known");
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "2, true", "64, true"})
  void picturesOfOtherContentsAreRefusedUnlessTheyAreSoFewThatTheyWereMended(
      int replaced, boolean refused) {
    List<String> looked = new ArrayList<>(SKETCH.looked());
    Collections.fill(looked.subList(0, replaced), "fedcba9876543210");
    ContentSketch other = new ContentSketch("5d".repeat(32), looked);

    Comparison compared =
        Comparison.of(
            info(json(experiment()), new SampleList(SAMPLES.pictures(), SAMPLES.digest(), other)),
            experiment(),
            SAMPLES);

    assertThat(refused ? compared.contradictions() : compared.told())
        .singleElement()
        .asString()
        .contains(replaced + " of 64", "looked at", "under the same names");
    assertThat(refused ? compared.told() : compared.contradictions()).isEmpty();
  }

  @Test
  void settingsThatCannotBeReadAreToldAndTheDataComparedAllTheSame() {
    Comparison compared =
        Comparison.of(info("", new SampleList(7, "", SKETCH)), experiment(), SAMPLES);

    assertThat(compared.told()).singleElement().asString().contains("cannot be read");
    assertThat(compared.contradictions()).hasSize(1);
  }

  @Test
  void fieldsThatTheVersionBeforeDidNotKnowCountWithTheirDefaults() throws Exception {
    ObjectNode old = (ObjectNode) new ObjectMapper().readTree(json(experiment()));
    ((ObjectNode) old.get("spec").get("network")).remove("stem");
    ((ObjectNode) old.get("spec")).put("fieldOfAnotherVersion", 3);

    Comparison compared = Comparison.of(info(old.toString(), SAMPLES), experiment(), SAMPLES);

    assertThat(compared.told()).isEmpty();
    assertThat(compared.contradictions()).isEmpty();
  }

  @Test
  void whatTheApiServerPinsByValueIsWhatARunComparesByValue() {
    assertThat(
            Stream.of(PinnedField.values())
                .filter(pin -> pin.evidence() == PinnedField.Evidence.VALUE)
                .map(PinnedField::path))
        .containsExactlyInAnyOrder("seed", "precision", "network", "training.globalBatch");
  }

  private static void collect(String path, Class<?> type, List<String> paths) {
    for (SpecField field : SpecField.of(type)) {
      String child = path.isEmpty() ? field.name() : path + "." + field.name();
      boolean shared =
          path.equals("augmentation")
              && !List.of("imageSize", "cropMinArea", "cropMaxArea", "view1", "view2")
                  .contains(field.name());
      if (field.type().isRecord()) {
        collect(child, field.type(), paths);
      } else if (!shared && field.element().isEmpty() && field.type() != java.util.Map.class) {
        paths.add(child);
      }
    }
  }

  /** The experiment as JSON, with another value at {@code path}. */
  private static String changed(ResolvedExperiment run, String path) throws Exception {
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(json(run));
    ObjectNode section = (ObjectNode) json.get("spec");
    Class<?> type = ExperimentSpec.class;
    String[] names = path.split("\\.");
    for (int i = 0; i < names.length - 1; i++) {
      section = section.withObjectProperty(names[i]);
      type = field(type, names[i]).type();
    }
    String name = names[names.length - 1];
    Class<?> leaf = field(type, name).type();
    String now = section.has(name) ? section.get(name).asText() : null;
    if (leaf.isEnum()) {
      section.put(
          name,
          SpecField.words(leaf).stream()
              .filter(word -> !word.equals(now))
              .findFirst()
              .orElseThrow());
    } else if (leaf == Boolean.class) {
      section.put(name, !Boolean.parseBoolean(now));
    } else if (leaf == String.class) {
      section.put(name, "other");
    } else if (leaf == Double.class) {
      section.put(name, now == null ? 0.5 : Double.parseDouble(now) + 0.25);
    } else {
      section.put(name, now == null ? 3 : Long.parseLong(now) + 3);
    }
    // Writing one of two alternatives sets the other aside.
    return json.toString();
  }

  private static SpecField field(Class<?> type, String name) {
    return SpecField.of(type).stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  private static ResolvedExperiment experiment(String... settings) {
    String yaml =
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: small}
        spec:
          training: {globalBatch: 64, maxSteps: 200}
          network: {encoder: TinyResNet}
          learningRate: {base: 1.0, warmupSteps: 20}
          data: {uri: data}
        """;
    return ExperimentResolver.resolve(
        ExperimentReader.parse(
            "test.yaml", yaml.getBytes(StandardCharsets.UTF_8), List.of(settings)),
        new DataFacts(1500, 10));
  }

  private static String json(ResolvedExperiment experiment) {
    return ExperimentWriter.json(experiment.experiment());
  }

  private static CheckpointInfo info(String experiment, SampleList samples) {
    return new CheckpointInfo(
        5,
        320,
        samples.pictures(),
        samples.digest(),
        samples.contents().text(),
        0,
        1,
        0,
        0,
        "TinyResNet x1",
        "00".repeat(32),
        experiment,
        Instant.EPOCH,
        "test");
  }
}
