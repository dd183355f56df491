package dev.byol.trainer.data;

import static dev.byol.trainer.data.DataFixtures.png;
import static dev.byol.trainer.data.DataFixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.api.spec.data.KeyEnd;
import dev.byol.trainer.data.account.DataAccount;
import dev.byol.trainer.data.account.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every file of a shard is used, named as left out, or refused with the remedy. */
class ShardAccountTest extends ShardFixture {
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
  void aSampleThatOccursAgainElsewhereInItsShardMustBeMeant() throws Exception {
    byte[] tar =
        new TarMaker().file("a.png", png(1)).file("b.png", png(2)).file("a.png", png(3)).bytes();
    PictureSource source = open(tar, PLAIN);
    assertThat(source.size()).isEqualTo(3);
    assertThat(refusal(source)).contains("1 sample occurs again", "a.png", "RepeatedSamples");
    assertThat(open(tar, accepting(DataDoubt.REPEATED_SAMPLES)).size()).isEqualTo(3);
  }

  @Test
  void aFileThatStandsTwiceSideBySideIsRefused() {
    byte[] pictures = twice("a.png");
    assertThatThrownBy(() -> open(pictures, PLAIN)).hasMessageContaining("a.png twice");
    byte[] labels = twice("a.cls");
    assertThatThrownBy(() -> open(labels, PLAIN)).hasMessageContaining("a.cls twice");
  }

  private static byte[] twice(String name) {
    return new TarMaker().file("a.json", "{}").file(name, png(1)).file(name, png(1)).bytes();
  }

  @Test
  void compressedShardsBesidePlainOnesMustBeMeantUnlessTheyAreUnpacked() throws Exception {
    write(folder.resolve("s/0.tar"), new TarMaker().file("a.png", png(1)).bytes());
    write(folder.resolve("s/0.tar.gz"), new byte[] {1});
    assertThat(at(folder.resolve("s").toString(), PLAIN).account().problems()).isEmpty();
    write(folder.resolve("s/1.tar.gz"), new byte[] {1});
    assertThat(refusal(at(folder.resolve("s").toString(), PLAIN)))
        .contains("1 compressed tar lies", "gzip -dc", "1.tar.gz", "LeftOutSamples");
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
}
