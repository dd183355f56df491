package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.LastWords;
import dev.byol.api.status.EndedAttempt;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.api.text.Texts;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens, the API server accepts what is told of it, and people can read it. */
class StatusSchemaTest {
  /** Field names that only messages between programs have. */
  private static final Pattern JSON =
      Pattern.compile(
          "\"(exitCode|rank|attempt|step|checkpoint|message|detail|phase|generation|action|name)\" ?:");

  private final World world = new World();
  private final StatusSchema schema = new StatusSchema();

  @Test
  void aDataUriOfAThousandCharactersThatDoesNotExistEndsTheExperiment() {
    String uri = "/data/" + "x".repeat(991);
    world.edit("spec.data.uri=" + uri).running(0);
    world
        .ends(0, ExitCode.BAD_DATA, "spec.data.uri is \"" + uri + "\"; nothing is there; mend it.")
        .settle();
    check("a long uri");
    assertThat(world.condition("Failed").status()).isEqualTo("True");
    assertThat(world.status.message())
        .startsWith("worker 0 (pod photos-a1-0 on node node-0) ended with 21")
        .contains("...")
        .contains("nothing is there; mend it.");
  }

  @Test
  void whateverHappensInWhateverWordsIsAcceptedAndReadable() {
    for (long seed = 0; seed < 8; seed++) {
      follow(seed, 40);
    }
  }

  @Test
  void soIsWhatNobodyHasSeenBefore() {
    follow(System.nanoTime(), 60);
  }

  private void follow(long seed, int steps) {
    var history = new World();
    var random = new RandomHistory(history, new Random(seed));
    for (int step = 0; step < steps; step++) {
      String where = "seed " + seed + ", step " + step;
      try {
        random.step();
      } catch (RuntimeException e) {
        throw new AssertionError(where, e);
      }
      check(history, where);
    }
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void noEndShowsWhatProgramsTellOneAnother(ExitCode code) {
    world.running(120);
    world.ends(1, code, null).ends(0, code, null).settle();
    check(code.name());
    assertThat(world.status.attempts().get(0).message()).isNotBlank();
  }

  @Test
  void lastWordsThatWereCutOffAreStillSaid() {
    world.running(120);
    String words =
        new LastWords(ExitCode.BUG, 0, 1, 120L, null, "It broke; report it.", "at a.B.c", null)
            .json();
    world.ends(0, 1, "Error", words.substring(0, words.length() - 6)).settle();
    check("cut off");
    assertThat(world.status.attempts().get(0).message()).contains("It broke; report it.");
  }

  @Test
  void anEditOfAListIsToldByWhatIsOtherInIt() {
    world.running(120);
    world.edit("spec.workers.volumes=[{name: data, mountPath: /data, claimName: other}]").settle();
    assertThat(world.told)
        .anySatisfy(
            notice ->
                assertThat(notice.message())
                    .contains("spec.workers.volumes[data].claimName from pictures to other"));
    check("volumes");
  }

  private void check(String where) {
    check(world, where);
  }

  private void check(World world, String where) {
    assertThat(schema.faults(world.status)).as(where).isEmpty();
    assertThat(texts(world.status)).as(where).noneMatch(text -> JSON.matcher(text).find());
    for (Notice notice : world.told) {
      assertThat(Texts.bytes(notice.message())).as(where).isBetween(1, 1024);
      assertThat(notice.reason()).as(where).matches("[A-Za-z]{1,128}");
      assertThat(notice.message()).as(where).doesNotContainPattern(JSON);
    }
    world.told.clear();
  }

  private static Stream<String> texts(ExperimentStatus status) {
    return Stream.of(
            Stream.of(status.message() == null ? "" : status.message()),
            status.conditions().stream().map(c -> c.message()),
            status.attempts().stream().map(EndedAttempt::message))
        .flatMap(texts -> texts);
  }
}
