package dev.byol.trainer.data;

import static dev.byol.trainer.data.DataFixtures.png;
import static dev.byol.trainer.data.DataFixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.data.account.Finding;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tars with links, holes, pipes and bytes behind their end are read whole or refused. */
class TarStructureTest extends ShardFixture {
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
        .hasMessageContaining("tar -xif");
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
  void compressedShardsAreRefusedByTheToolThatUnpacksThem() throws Exception {
    assertThatThrownBy(() -> open(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, 0}, PLAIN))
        .hasMessageContaining("zstd -d");
  }
}
