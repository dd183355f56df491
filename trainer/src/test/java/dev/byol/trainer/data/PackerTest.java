package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compressed tars are told by name and by content, and refused with what unpacks them. */
class PackerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "s-0.tar.gz,  gzip -dc s-0.tar.gz > s-0.tar",
        "s-0.tgz,     gzip -dc s-0.tgz > s-0.tar",
        "S.TAR.GZ,    gzip -dc S.TAR.GZ > S.tar",
        "s.tar.zst,   zstd -dc s.tar.zst > s.tar",
        "s.tar.xz,    xz -dc s.tar.xz > s.tar",
        "s.tbz2,      bzip2 -dc s.tbz2 > s.tar",
        "s.tar.lz4,   lz4 -dc s.tar.lz4 > s.tar",
        "my s.tar.gz, gzip -dc 'my s.tar.gz' > 'my s.tar'",
      })
  void aNameTellsThePackerAndTheCommand(String name, String command) {
    assertThat(Packer.ofName(name).orElseThrow().command(name)).isEqualTo(command);
  }

  @ParameterizedTest
  @CsvSource({
    "1f8b0800000000000003,         GZIP",
    "28b52ffd0400,                 ZSTD",
    "fd377a585a000004,             XZ",
    "425a6839314159265359,         BZIP2",
    "04224d1864,                   LZ4",
    "1f9d90,                       COMPRESS",
  })
  void theFirstBytesTellThePackerWhateverTheName(String bytes, Packer packer) {
    assertThat(Packer.ofStart(HexFormat.of().parseHex(bytes))).contains(packer);
  }

  @Test
  void aTarWhoseFirstNameBeginsAsBzip2DoesIsNoneOfThem() {
    assertThat(Packer.ofStart("BZh9/0.jpg".getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }

  @Test
  void aTarThatIsCompressedUnderAPlainNameGetsAnother() {
    assertThat(Packer.GZIP.command("s.tar")).isEqualTo("gzip -dc s.tar > s.unpacked.tar");
  }

  @Test
  void aFolderOfCompressedTarsAloneIsRefusedByTheCommand() throws IOException {
    Files.write(folder.resolve("s-0.tar.gz"), new byte[] {1});
    assertThatThrownBy(() -> LayoutFinder.find(folder.toString(), new LocalFiles()))
        .hasMessageContaining("compressed with gzip")
        .hasMessageContaining("gzip -dc " + folder.resolve("s-0.tar.gz"));
  }

  @ParameterizedTest
  @CsvSource({
    "a.zip, zip archive",
    "a.parquet, .parquet",
    "a.tfrecord-00000-of-00002, TFRecord",
    "data.mdb, LMDB",
    "a.h5, HDF5",
    "a.npz, .npz",
    "train-images-idx3-ubyte, MNIST",
    "a.jpg, single picture",
    "*.jpg, pattern of pictures",
  })
  void whatIsNotReadIsCalledByItsName(String name, String words) throws IOException {
    Files.write(folder.resolve(name), new byte[] {1});
    assertThatThrownBy(() -> LayoutFinder.find(folder.resolve(name).toString(), new LocalFiles()))
        .hasMessageContaining(words);
  }
}
