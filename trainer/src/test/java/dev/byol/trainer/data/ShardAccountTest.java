package dev.byol.trainer.data;

import static dev.byol.trainer.data.DataFixtures.png;
import static dev.byol.trainer.data.DataFixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.spec.DataDoubt;
import dev.byol.api.spec.KeyEnd;
import dev.byol.trainer.data.account.DataAccount;
import dev.byol.trainer.data.account.Finding;
import dev.byol.trainer.data.account.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file of a shard is used, named as left out, or refused with the remedy. */
class ShardAccountTest {
  private static final SourceSettings PLAIN = SourceSettings.defaults();

  @TempDir Path folder;

  @Test
  void dotsInKeysStopTheRunAndNameBothRemedies() throws Exception {
    TarMaker tar = new TarMaker();
    for (int i = 0; i < 4; i++) {
      String key = i % 2 == 0 ? "DSC%04d".formatted(i) : "DSC.%04d".formatted(i);
      tar.file(key + ".png", png(i)).file(key + ".cls", "" + i % 2);
    }
    PictureSource source = open(tar.bytes(), PLAIN);
    assertThat(source.size()).isEqualTo(2);
    assertThat(refusal(source))
        .contains("2 pictures", "DSC.0001.png", "spec.data.keyEnd", "spec.data.pictureMember")
        .contains("LeftOutSamples");
    PictureSource byLastDot = open(tar.bytes(), with(KeyEnd.LAST_DOT, null));
    assertThat(PictureSourcesTest.numbers(byLastDot)).containsExactly(0, 1, 2, 3);
    assertThat(byLastDot.label(3)).isEqualTo(1);
    assertThat(byLastDot.account().problems()).isEmpty();
  }

  @Test
  void dotsInFoldersAreNoPartOfTheEnding() throws Exception {
    byte[] tar =
        new TarMaker().file("v1.0/train.a/0.png", png(1)).file("v1.0/train.a/0.cls", "1").bytes();
    assertThat(open(tar, PLAIN).name(0)).startsWith("v1.0/train.a/0 ");
  }

  @Test
  void aShardWhosePicturesAllHaveFurtherDotsIsRefusedByTheRemedy() throws Exception {
    byte[] tar = new TarMaker().file("a.0.png", png(1)).file("a.1.png", png(2)).bytes();
    assertThatThrownBy(() -> open(tar, PLAIN))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("LastDot");
  }

  @Test
  void thePictureOfASampleWithSeveralIsTheOneThatIsNamed() throws Exception {
    TarMaker tar = new TarMaker();
    for (int i = 0; i < 3; i++) {
      tar.file(i + ".input.png", png(i)).file(i + ".target.png", png(100 + i));
      tar.file(i + ".cls", "" + i);
    }
    PictureSource source = open(tar.bytes(), with(KeyEnd.FIRST_DOT, "input.png"));
    assertThat(PictureSourcesTest.numbers(source)).containsExactly(0, 1, 2);
    assertThat(source.account().findings().kinds(Finding.OTHER_MEMBER)).isEqualTo("3 .target.png");
    assertThat(source.account().problems()).isEmpty();
  }

  @Test
  void hardAndSymbolicLinksAreFollowedWithinTheTar() throws Exception {
    byte[] tar =
        new TarMaker()
            .file("pics/a.png", png(1))
            .file("pics/a.cls", "1")
            .hardLink("pics/b.png", "pics/a.png")
            .hardLink("pics/b.cls", "pics/a.cls")
            .symbolicLink("pics/c.png", "../other/z.png")
            .file("pics/c.cls", "0")
            .file("other/z.png", png(9))
            .file("other/z.cls", "0")
            .bytes();
    PictureSource source = open(tar, PLAIN);
    assertThat(PictureSourcesTest.numbers(source)).containsExactly(1, 1, 9, 9);
    assertThat(IntStream.range(0, 4).map(source::label)).containsExactly(1, 1, 0, 0);
    assertThat(source.account().findings().count(Finding.LINK)).isEqualTo(3);
  }

  @Test
  void linksToNothingAndFilesWithHolesCountAsMissing() throws Exception {
    byte[] tar =
        new TarMaker()
            .file("a.png", png(1))
            .symbolicLink("b.png", "/data/b.png")
            .withHole("c.png", png(3))
            .file("d.png", png(4))
            .bytes();
    PictureSource source = open(tar, PLAIN);
    assertThat(PictureSourcesTest.numbers(source)).containsExactly(1, 4);
    assertThat(source.account().findings().count(Finding.UNREADABLE)).isEqualTo(2);
    assertThat(refusal(source)).contains("2 of 4", "-S", "linking to nothing", "b.png");
  }

  @Test
  void otherFilesThatLinkToNothingOrHaveHolesAreNotMissed() throws Exception {
    byte[] tar =
        new TarMaker()
            .file("a.png", png(1))
            .symbolicLink("a.xml", "/data/a.xml")
            .symbolicLink("latest", "/data/latest")
            .withHole("a.npy", png(3))
            .bytes();
    PictureSource source = open(tar, PLAIN);
    assertThat(source.account().problems()).isEmpty();
    assertThat(source.account().findings().count(Finding.UNREADABLE)).isZero();
    assertThat(source.account().findings().kinds(Finding.OTHER_MEMBER))
        .contains("1 .xml linking to nothing in the tar", "without ending", ".npy with holes");
  }

  @Test
  void aPipeIsRefusedHoweverItIsNamed() throws Exception {
    for (int i = 0; i < 20; i++) {
      write(
          folder.resolve("a-%02d.tar".formatted(i)), new TarMaker().file("a.png", png(1)).bytes());
    }
    Path pipe = folder.resolve("a-20.tar");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (String named : List.of("a-20.tar", "a-*.tar", "a-{00..20}.tar")) {
      assertThatThrownBy(() -> at(folder + "/" + named, PLAIN))
          .as(named)
          .hasMessageContaining("a-20.tar is a pipe");
    }
  }

  @Test
  void severalTarsInOneFileAreRefused() throws Exception {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(new TarMaker().file("a.png", png(1)).bytes());
    both.write(new TarMaker().file("b.png", png(2)).bytes());
    assertThatThrownBy(() -> open(both.toByteArray(), PLAIN))
        .hasMessageContaining("several tar files in one")
        .hasMessageContaining("--concatenate");
  }

  @Test
  void bytesBehindTheEndMarkAreTold() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new TarMaker().file("a.png", png(1)).bytes());
    bytes.write(
        "left by a longer file".repeat(40).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    PictureSource source = open(bytes.toByteArray(), PLAIN);
    assertThat(source.size()).isEqualTo(1);
    assertThat(source.account().findings().count(Finding.BEHIND_END)).isEqualTo(1);
    assertThat(source.account().problems()).isEmpty();
  }

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
    byte[] tar = new TarMaker().file("a.png", png(1)).file("a.cls", written).bytes();
    assertThat(open(tar, PLAIN).label(0)).isEqualTo(1);
  }

  @Test
  void numbersAsTextAreLabelsInJson() throws Exception {
    byte[] tar = new TarMaker().file("a.png", png(1)).file("a.json", "{\"label\": \"1\"}").bytes();
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
    byte[] tar = new TarMaker().file("a.png", png(1)).file("a.json", json).bytes();
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
    byte[] tar = new TarMaker().file("a.png", png(1)).file("a.cls", written).bytes();
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

  @Test
  void junkOfOtherSystemsIsLeftOutAndNamed() throws Exception {
    byte[] tar =
        new TarMaker()
            .folder("set")
            .file("set/a.png", png(1))
            .file("set/._a.png", "resource fork")
            .file("__MACOSX/set/a.png", png(2))
            .file("set/@eaDir/a.png", png(3))
            .file("set/.thumbs/a.png", png(4))
            .file("set/LICENSE", "mine")
            .pipe("set/b.png")
            .file("set/a.heic", "x")
            .file("c.heic", "x")
            .bytes();
    PictureSource source = open(tar, accepting(DataDoubt.UNREAD_PICTURES));
    assertThat(PictureSourcesTest.numbers(source)).containsExactly(1);
    DataAccount account = source.account();
    assertThat(account.findings().count(Finding.HIDDEN)).isEqualTo(1);
    assertThat(account.findings().count(Finding.SYSTEM)).isEqualTo(3);
    assertThat(account.findings().count(Finding.SPECIAL_FILE)).isEqualTo(1);
    assertThat(account.findings().kinds(Finding.UNREAD_PICTURE)).isEqualTo("1 .heic");
    assertThat(account.findings().kinds(Finding.OTHER_MEMBER))
        .contains("1 .heic", "1 without ending");
  }

  @Test
  void shardsOfTrainingAndOfTestingInOneFolderMustBeMeant() throws Exception {
    for (String name : List.of("train-000.tar", "test-000.tar")) {
      write(folder.resolve(name), new TarMaker().file("a.png", png(1)).bytes());
    }
    assertThat(refusal(at(folder + "", PLAIN))).contains("train-*.tar", "BothSplits");
    assertThat(refusal(at(folder + "/*.tar", PLAIN))).contains("BothSplits");
    assertThat(at(folder + "/{train,test}-000.tar", PLAIN).account().problems()).isEmpty();
    assertThat(at(folder + "/train-*.tar", PLAIN).account().problems()).isEmpty();
  }

  @Test
  void whatLiesBesideTheShardsIsNamed() throws Exception {
    write(folder.resolve("a-0.tar"), new TarMaker().file("a.png", png(1)).bytes());
    for (String name : List.of("a-1.tar.gz", "README.md", ".hidden", "sub/x.png", "classes.json")) {
      write(folder.resolve(name), DataFixtures.text("[\"one\"]"));
    }
    DataAccount account = at(folder.toString(), PLAIN).account();
    assertThat(String.join("\n", account.lines()))
        .contains("1 .tar.gz", "1 .md", ".hidden", "sub/")
        .doesNotContain("classes.json");
  }

  @Test
  void compressedShardsAreRefusedByTheToolThatUnpacksThem() throws Exception {
    assertThatThrownBy(() -> open(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, 0}, PLAIN))
        .hasMessageContaining("zstd -d");
  }

  private static SourceSettings with(KeyEnd end, String member) {
    return new SourceSettings(
        end, Optional.ofNullable(member), OptionalInt.empty(), Set.of(), 0.01);
  }

  private static SourceSettings withClasses(int classes) {
    return new SourceSettings(
        KeyEnd.FIRST_DOT, Optional.empty(), OptionalInt.of(classes), Set.of(), 0.01);
  }

  private static SourceSettings accepting(DataDoubt doubt) {
    return new SourceSettings(
        KeyEnd.FIRST_DOT, Optional.empty(), OptionalInt.empty(), Set.of(doubt), 0.01);
  }

  private PictureSource open(byte[] tar, SourceSettings settings) throws Exception {
    return at(write(folder.resolve("only/a.tar"), tar).toString(), settings);
  }

  private static PictureSource at(String location, SourceSettings settings) {
    return PictureSources.open(DataFormat.WEBDATASET, location, new LocalFiles(), settings);
  }

  private static String refusal(PictureSource source) {
    List<Problem> problems = source.account().problems();
    assertThat(problems).isNotEmpty();
    return String.join("\n", problems.stream().map(Problem::sentence).toList());
  }
}
