package dev.byol.trainer.data;

import static dev.byol.trainer.data.DataFixtures.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.trainer.data.account.Finding;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels of shards are found however they are written, or refused with the remedy. */
class ShardLabelsTest extends ShardFixture {
  @Test
  void aLabelThatDoesNotLieBesideItsPictureIsFound() throws Exception {
    TarMaker tar = new TarMaker();
    IntStream.range(0, 3).forEach(i -> tar.file(i + ".png", png(i)));
    IntStream.range(0, 3).forEach(i -> tar.file(i + ".cls", "" + i));
    PictureSource after = open(tar.bytes(), PLAIN);
    TarMaker reversed = new TarMaker();
    IntStream.range(0, 3).forEach(i -> reversed.file(i + ".cls", "" + i));
    IntStream.range(0, 3).forEach(i -> reversed.file(i + ".png", png(i)));
    for (PictureSource source : List.of(after, open(reversed.bytes(), PLAIN))) {
      assertThat(IntStream.range(0, 3).map(source::label)).containsExactly(0, 1, 2);
      assertThat(source.account().findings().count(Finding.SCATTERED)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFF1\n", "1.0", " 1 "})
  void aNumberIsALabelHoweverItIsWritten(String written) throws Exception {
    byte[] tar = pictureWith("a.cls", written);
    assertThat(open(tar, PLAIN).label(0)).isEqualTo(1);
  }

  @Test
  void numbersAsTextAreLabelsInJson() throws Exception {
    byte[] tar = pictureWith("a.json", "{\"label\": \"1\"}");
    assertThat(open(tar, PLAIN).label(0)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"similarity\": NaN, \"cls\": 4}",
        "[1, 2]",
        "{\"a\": Infinity",
        "not json",
        "",
        "{\"label\": null}"
      })
  void jsonWithoutALabelMakesDataLabelFreeAndIsTold(String json) throws Exception {
    byte[] tar = pictureWith("a.json", json);
    PictureSource source = open(tar, PLAIN);
    assertThat(source.classNames()).isEmpty();
    assertThat(source.account().problems()).isEmpty();
    assertThat(
            source.account().findings().count(Finding.JSON_WITHOUT_LABEL)
                + source.account().findings().count(Finding.JSON_UNREADABLE))
        .isEqualTo(1);
  }

  @Test
  void jsonBesideAClassNeedNotBeRead() throws Exception {
    byte[] tar =
        new TarMaker()
            .file("a.json", "{\"label\": [1]}")
            .file("a.png", png(1))
            .file("a.cls", "1")
            .file("b.cls", "0")
            .file("b.json", "broken")
            .file("b.png", png(2))
            .bytes();
    PictureSource source = open(tar, PLAIN);
    assertThat(IntStream.range(0, 2).map(source::label)).containsExactly(1, 0);
    assertThat(source.account().problems()).isEmpty();
  }

  @Test
  void aClassOfMinusOneLeavesALabelInJsonStanding() throws Exception {
    byte[] tar =
        new TarMaker()
            .file("a.png", png(1))
            .file("a.cls", "-1")
            .file("a.json", "{\"label\": 2}")
            .file("b.json", "{\"label\": 3}")
            .file("b.cls", "-1")
            .file("b.png", png(2))
            .bytes();
    assertThat(IntStream.range(0, 2).map(open(tar, PLAIN)::label)).containsExactly(2, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat", "1.5", "4 5", "99999999999999999999", "1e999999999", "-7", ""})
  void aLabelThatCannotBeUsedIsRefusedUnlessLabelsAreIgnored(String written) throws Exception {
    byte[] tar = pictureWith("a.cls", written);
    assertThat(refusal(open(tar, PLAIN))).contains("label", "a.cls", "spec.data.classes to 0");
    PictureSource ignoring = open(tar, withClasses(0));
    assertThat(ignoring.label(0)).isEqualTo(PictureSource.NO_LABEL);
    assertThat(ignoring.account().problems()).isEmpty();
    assertThat(ignoring.account().labels()).contains("ignored");
  }

  @Test
  void partlyLabelledDataAreRefusedIgnoredOrCutToTheLabelled() throws Exception {
    byte[] tar =
        new TarMaker()
            .file("a.png", png(1))
            .file("b.png", png(2))
            .file("b.cls", "1")
            .file("c.png", png(3))
            .file("c.cls", "-1")
            .bytes();
    assertThat(refusal(open(tar, PLAIN))).contains("2 of 3", "UnlabelledSamples", "classes to 0");
    assertThat(open(tar, withClasses(0)).size()).isEqualTo(3);
    PictureSource cut = open(tar, accepting(DataDoubt.UNLABELLED_SAMPLES));
    assertThat(PictureSourcesTest.numbers(cut)).containsExactly(2);
    assertThat(cut.account().findings().count(Finding.UNLABELLED)).isEqualTo(2);
    assertThat(cut.account().findings().count(Finding.LABEL_OF_NONE)).isEqualTo(1);
  }

  @Test
  void classNumbersWithLargeGapsMustBeMeant() throws Exception {
    byte[] tar =
        new TarMaker()
            .file("a.png", png(1))
            .file("a.cls", "7")
            .file("b.png", png(2))
            .file("b.cls", "99999")
            .bytes();
    assertThat(refusal(open(tar, PLAIN))).contains("99999", "only 2 classes", "100000");
    assertThat(open(tar, withClasses(100_000)).account().problems()).isEmpty();
    assertThat(open(tar, withClasses(0)).account().problems()).isEmpty();
  }

  /** A shard of one picture, {@code a.png}, with another file beside it. */
  private static byte[] pictureWith(String name, String content) {
    return new TarMaker().file("a.png", png(1)).file(name, content).bytes();
  }
}
