package dev.byol.api.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.text.Texts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChannelTest {
  private static final CheckpointReport CHECKPOINT =
      new CheckpointReport(
          100, "s3://runs/photos/step-100", Instant.parse("2026-01-02T03:04:05Z"), 512_000L);

  @Test
  void progressReadsBackAsItWasWritten() {
    Progress full = progress(0.4123, "all is well");
    assertThat(Progress.parse(full.json())).isEqualTo(full);
    assertThat(Progress.parse(Progress.starting(1).json())).isEqualTo(Progress.starting(1));
  }

  @Test
  void whatIsUnknownIsLeftOut() {
    assertThat(Progress.starting(2).json())
        .isEqualTo(
            "{\"attempt\":2,\"acknowledged\":0,\"phase\":\"STARTING\",\"step\":0,\"activity\":0}");
  }

  @Test
  void timesAreWrittenAsText() {
    assertThat(progress(1.0, null).json()).contains("\"time\":\"2026-01-02T03:04:05Z\"");
  }

  @Test
  void aNewerTrainersUnknownFieldsArePassedOver() {
    assertThat(
            Progress.parse(
                "{\"attempt\":1,\"phase\":\"TRAINING\",\"step\":7,\"mood\":{\"good\":true}}"))
        .returns(7L, Progress::step);
  }

  @Test
  void notANumberIsRefused() {
    assertThatThrownBy(() -> progress(Double.NaN, null))
        .hasMessageContaining("loss is NaN; allowed: a finite number");
  }

  @Test
  void aSettingOutOfRangeIsRefusedWhenRead() {
    assertThatThrownBy(() -> Control.parse("{\"attempt\":0,\"generation\":1,\"action\":\"RUN\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attempt is 0; allowed: at least 1");
    assertThatThrownBy(() -> Control.parse("{\"attempt\":1,\"generation\":1}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("action");
  }

  @Test
  void whatIsNotJsonIsRefusedInOneSentence() {
    assertThatThrownBy(() -> LastWords.parse("Killed"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a LastWords: ");
    assertThatThrownBy(() -> Progress.parse("null")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void controlReadsBackAsItWasWritten() {
    var control = new Control(3, 7, Control.Action.STOP, 400L, null, null);
    assertThat(Control.parse(control.json())).isEqualTo(control);
    assertThat(control.json()).doesNotContain("scheduleSteps");
  }

  @Test
  void lastWordsReadBackAsTheyWereWritten() {
    var words =
        new LastWords(
            ExitCode.DONE,
            0,
            2,
            300L,
            CHECKPOINT,
            null,
            null,
            new EvaluationReport(0.5, 0.4, null));
    assertThat(LastWords.parse(words.json())).isEqualTo(words);
  }

  @Test
  void longLastWordsFitAndKeepTheSentenceAndTheEndOfTheStack() {
    for (String filler : new String[] {"x", "\n\"", "ä", "\u0001", "😀"}) {
      var words =
          new LastWords(
              ExitCode.BUG,
              1,
              2,
              3L,
              CHECKPOINT,
              "The sentence.",
              filler.repeat(30_000) + "the end",
              null);
      assertThat(words.json().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(4096);
      assertThat(LastWords.parse(words.json()).message()).isEqualTo("The sentence.");
      assertThat(LastWords.parse(words.json()).detail()).endsWith("the end");
    }
  }

  @Test
  void anEndlessSentenceFitsToo() {
    var words =
        new LastWords(
            ExitCode.BAD_DATA, 0, 1, null, null, "\u0001".repeat(9_000), "y".repeat(9_000), null);
    assertThat(words.json().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(4096);
    assertThat(Texts.bytes(progress(1.0, "m".repeat(9_000)).json()))
        .isLessThanOrEqualTo(LeaseAnnotations.MAX_BYTES);
  }

  @Test
  void noTwoExitCodesShareAStatus() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::status)).doesNotHaveDuplicates();
    for (ExitCode code : ExitCode.values()) {
      assertThat(ExitCode.of(code.status())).contains(code);
    }
    assertThat(ExitCode.of(137)).isEmpty();
  }

  private static Progress progress(Double loss, String message) {
    return ProgressBuilder.builder()
        .attempt(2)
        .acknowledged(1)
        .phase(WorkerPhase.TRAINING)
        .step(120)
        .activity(7)
        .maxSteps(300L)
        .scheduleSteps(300L)
        .epoch(3.2)
        .loss(loss)
        .learningRate(0.2)
        .targetDecay(0.996)
        .top1(0.42)
        .imagesPerSecond(880.0)
        .etaSeconds(120L)
        .embeddingStd(0.9)
        .checkpoint(CHECKPOINT)
        .message(message)
        .build();
  }
}
