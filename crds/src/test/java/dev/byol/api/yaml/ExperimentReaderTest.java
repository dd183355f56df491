package dev.byol.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.Experiments;
import dev.byol.api.validation.InvalidExperimentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentReaderTest {
  @TempDir Path folder;

  @Test
  void readsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("e.yaml"), Experiments.SMALL);

    assertThat(ExperimentReader.read(file, List.of())).isEqualTo(Experiments.small());
  }

  @Test
  void aByteOrderMarkIsNoFault() {
    assertThat(Experiments.parse("\uFEFF" + Experiments.SMALL)).isEqualTo(Experiments.small());
  }

  @Test
  void anAliasStandsForItsValue() {
    String yaml =
        Experiments.SMALL.replace("base: 1.0", "base: &rate 1.0\n  targetDecay: {base: *rate}");

    assertThat(
            Experiments.parse(yaml.replace("\n    warmupSteps: 20", ""))
                .spec()
                .targetDecay()
                .base())
        .isEqualTo(1.0);
  }

  @Test
  void fieldsOfAnApiServerAreIgnored() {
    String yaml =
        Experiments.SMALL.replace("  name: small", "  name: small\n  uid: x\n  generation: 3")
            + "status: {phase: Running}\n";

    assertThat(Experiments.parse(yaml)).isEqualTo(Experiments.small());
  }

  @Test
  void anUnknownFieldIsNamedWithItsLineAndTheNearestKnownOne() {
    refusal(Experiments.SMALL.replace("globalBatch", "globalBach"))
        .startsWith("spec.training.globalBach (line 7) is an unknown field; allowed: globalBatch,")
        .endsWith("did you mean globalBatch?");
  }

  @Test
  void anUnknownFieldThatLivesInAnotherSectionIsNamedThere() {
    refusal(Experiments.SMALL.replace("  training:", "  weightDecay: 1.0\n  training:"))
        .startsWith("spec.weightDecay (line 6) is an unknown field")
        .endsWith("did you mean spec.optimizer.weightDecay?");
  }

  @Test
  void allMisfitsComeAtOnce() {
    refusal(
            Experiments.SMALL
                .replace("64", "many")
                .replace("TinyResNet", "ResNet19")
                .replace("base: 1.0", "base: [1]")
                .replace("name: small", "name: 12"))
        .satisfies(
            m ->
                assertThat(m.split("\n"))
                    .satisfiesExactly(
                        l ->
                            assertThat(l).startsWith("metadata.name (line 4) is 12; allowed: text"),
                        l ->
                            assertThat(l)
                                .startsWith(
                                    "spec.training.globalBatch (line 7) is the text \"many\";"
                                        + " allowed: a whole number"),
                        l ->
                            assertThat(l)
                                .startsWith(
                                    "spec.network.encoder (line 10) is the text \"ResNet19\"")
                                .contains("did you mean ResNet1"),
                        l ->
                            assertThat(l)
                                .startsWith(
                                    "spec.learningRate.base (line 12) is a list; allowed: a"
                                        + " number")));
  }

  @Test
  void yesIsNoBoolean() {
    refusal(Experiments.SMALL + "  suspend: yes\n")
        .isEqualTo(
            "spec.suspend (line 16) is the text \"yes\"; allowed: true or false; write true or"
                + " false.");
  }

  @Test
  void aNumberTooLargeForItsFieldIsRefused() {
    refusal(Experiments.SMALL.replace("64", "99999999999"))
        .startsWith("spec.training.globalBatch (line 7) is 99999999999; allowed: a whole number");
  }

  @Test
  void aDuplicateFieldIsRefused() {
    refusal(Experiments.SMALL.replace("maxSteps: 200", "maxSteps: 200\n    maxSteps: 3"))
        .isEqualTo(
            "spec.training.maxSteps (line 9) is written twice; allowed: once; remove one of them.");
  }

  @Test
  void anUnknownPresetIsNamedWithTheKnownOnes() {
    refusal(Experiments.SMALL + "  preset: byol-30\n")
        .startsWith("spec.preset (line 16) is the text \"byol-30\"; allowed: byol-40, byol-100,");
  }

  @Test
  void severalDocumentsAreRefused() {
    refusal(Experiments.SMALL + "---\n" + Experiments.SMALL)
        .startsWith("test.yaml (line 17) is a file of several documents");
  }

  @Test
  void anEmptyFileIsRefused() {
    refusal("").startsWith("test.yaml is empty");
    refusal("# nothing\n").startsWith("test.yaml is empty");
    refusal("---\n").startsWith("test.yaml is empty");
  }

  @Test
  void aListOrATextIsRefused() {
    refusal("- a\n").startsWith("test.yaml (line 1) is not a mapping of fields");
    refusal("hello\n").startsWith("test.yaml (line 1) is not a mapping of fields");
  }

  @Test
  void brokenSyntaxIsRefusedWithItsLine() {
    refusal("apiVersion: [1\nkind: x\n").startsWith("test.yaml (line 2) is not YAML: ");
    refusal("a: \u0001").startsWith("test.yaml is not YAML: ");
  }

  @Test
  void aMissingFileAndAFolderAreRefused() {
    assertThatThrownBy(() -> ExperimentReader.read(folder.resolve("none.yaml"), List.of()))
        .isInstanceOf(InvalidExperimentException.class)
        .hasMessageEndingWith("none.yaml is missing; allowed: a YAML file; check the path.");
    assertThatThrownBy(() -> ExperimentReader.read(folder, List.of()))
        .isInstanceOf(InvalidExperimentException.class)
        .hasMessageContaining(" is not a file; ");
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] latin =
        Experiments.SMALL.replace("small", "smäll").getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> ExperimentReader.parse("l.yaml", latin, List.of()))
        .isInstanceOf(InvalidExperimentException.class)
        .hasMessageStartingWith("l.yaml is not UTF-8 text");
  }

  @Test
  void aHugeFileIsRefused() {
    assertThatThrownBy(() -> ExperimentReader.parse("h.yaml", new byte[(1 << 20) + 1], List.of()))
        .hasMessageStartingWith("h.yaml is too large");
  }

  @Test
  void anAliasBombIsRefusedQuickly() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1);
      bomb.append("a%d: &a%d [%s, %s, %s, %s]%n".formatted(i, i, alias, alias, alias, alias));
    }
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> refusal(bomb.toString()).startsWith("test.yaml (line "));
  }

  @Test
  void aValueThatContainsItselfIsRefused() {
    refusal("spec: &a\n  training: *a\n").startsWith("test.yaml (line ").contains("aliases");
  }

  @Test
  void deepNestingIsRefused() {
    refusal("a: " + "[".repeat(2000) + "]".repeat(2000)).startsWith("test.yaml");
  }

  private static AbstractStringAssert<?> refusal(String yaml) {
    return (AbstractStringAssert<?>)
        assertThatThrownBy(() -> Experiments.parse(yaml))
            .isInstanceOf(InvalidExperimentException.class)
            .message();
  }
}
