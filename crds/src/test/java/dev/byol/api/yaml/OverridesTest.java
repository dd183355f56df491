package dev.byol.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.Experiments;
import dev.byol.api.validation.InvalidExperimentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverridesTest {

  @Test
  void aSettingWinsOverTheFileAndTheLastSettingOverTheFirst() {
    var spec = Experiments.small("spec.seed=1", "spec.seed=2", "spec.training.maxSteps=400").spec();

    assertThat(spec.seed()).isEqualTo(2);
    assertThat(spec.training().maxSteps()).isEqualTo(400);
    assertThat(spec.training().globalBatch()).isEqualTo(64);
  }

  @Test
  void aSectionThatTheFileLacksIsMade() {
    assertThat(Experiments.small("spec.workers.replicas=2").spec().workers().replicas())
        .isEqualTo(2);
  }

  @Test
  void settingEpochsSetsStepsAside() {
    var training = Experiments.small("spec.training.maxEpochs=5").spec().training();

    assertThat(training.maxEpochs()).isEqualTo(5);
    assertThat(training.maxSteps()).isNull();
  }

  @Test
  void anEmptyValueUnsetsTheField() {
    assertThat(Experiments.small("spec.learningRate=").spec().learningRate()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec.data.validationUri=null",
        "spec.data.validationUri=",
        "spec.checkpoint.uri=null",
        "spec.data.format=null",
        "spec.seed=null",
        "metadata.labels.team=null",
        "spec.learningRate=null"
      })
  void nullUnsetsAFieldWhateverItsType(String setting) {
    var unset =
        Experiments.small(
            "spec.data.validationUri=held-out",
            "spec.checkpoint.uri=there",
            "spec.seed=3",
            "metadata.labels={team: a, other: b}",
            setting);
    var left =
        Experiments.small(
            "spec.data.validationUri=held-out",
            "spec.checkpoint.uri=there",
            "spec.seed=3",
            "metadata.labels={team: a, other: b}");

    String path = setting.substring(0, setting.indexOf('='));
    assertThat(ExperimentWriter.yaml(unset)).doesNotContain("null");
    if (!path.equals("spec.data.format")) {
      assertThat(unset).isNotEqualTo(left);
    }
  }

  @Test
  void aFileCalledNullHasAPath() {
    assertThat(Experiments.small("spec.data.uri=./null").spec().data().uri()).isEqualTo("./null");
  }

  @Test
  void textIsTakenAsItStands() {
    assertThat(Experiments.small("metadata.name=true").metadata().name()).isEqualTo("true");
    assertThat(Experiments.small("spec.data.uri=a/b: c=#d").spec().data().uri())
        .isEqualTo("a/b: c=#d");
  }

  @Test
  void aLabelCanBeSet() {
    assertThat(Experiments.small("metadata.labels.team=7").metadata().labels())
        .containsEntry("team", "7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec.training.maxStep=4|spec.training.maxStep (--set) is an unknown field; allowed:"
            + " globalBatch, maxSteps, maxEpochs, scheduleSteps; did you mean maxSteps?",
        "training.maxSteps=4|training.maxSteps (--set) is an unknown field; allowed: apiVersion,"
            + " kind, metadata, spec; did you mean spec.training?",
        "spec.seed.x=4|spec.seed.x (--set) is below a single value; allowed: spec.seed=VALUE; fix"
            + " the path.",
        "spec.seed|--set is \"spec.seed\"; allowed: PATH=VALUE",
        "=3|--set is \"=3\"; allowed: PATH=VALUE",
        "spec.seed=x|spec.seed (--set) is the text \"x\"; allowed: a whole number",
        "spec.seed=[1, 2]|spec.seed (--set) is a list; allowed: a whole number",
        "spec.seed=[1|--set spec.seed (line 1) is not YAML",
        "spec.training=3|spec.training (--set) is 3; allowed: a section of fields",
        "spec..seed=3|spec..seed (--set) is an unknown field",
        "spec.network={encodr: x}|spec.network.encodr (--set) is an unknown field"
      })
  void aWrongSettingIsOneSentence(String setting, String start) {
    assertThatThrownBy(() -> Experiments.small(setting))
        .isInstanceOf(InvalidExperimentException.class)
        .message()
        .startsWith(start)
        .doesNotContain("\n");
  }
}
