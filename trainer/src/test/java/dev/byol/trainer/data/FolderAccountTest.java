package dev.byol.trainer.data;

import static dev.byol.trainer.data.DataFixtures.png;
import static dev.byol.trainer.data.DataFixtures.text;
import static dev.byol.trainer.data.DataFixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.api.spec.data.KeyEnd;
import dev.byol.trainer.data.account.Finding;
import dev.byol.trainer.data.account.Problem;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every file of a folder is used, named as left out, or refused with the remedy. */
class FolderAccountTest {
  @TempDir Path folder;

  @Test
  void whatSystemsAndToolsLeaveIsNoClassAndIsNotTrainedOn() throws Exception {
    write(folder.resolve("cat/a.png"), png(1));
    write(folder.resolve("dog/a.png"), png(2));
    write(folder.resolve("dog/@eaDir/thumb.png"), png(3));
    write(folder.resolve("dog/._a.png"), text("x"));
    write(folder.resolve("dog/.ipynb_checkpoints/a.png"), png(4));
    write(folder.resolve("__MACOSX/cat/a.png"), png(5));
    write(folder.resolve("Thumbs.db"), text("x"));
    Files.createDirectory(folder.resolve("lost+found"));
    PictureSource source = open();
    assertThat(source.classNames()).containsExactly("cat", "dog");
    assertThat(PictureSourcesTest.numbers(source)).containsExactly(1, 2);
    assertThat(source.account().problems()).isEmpty();
    assertThat(String.join("\n", source.account().lines()))
        .contains("lost+found/", "__MACOSX/", "dog/@eaDir/", "1 .db", "dog/._a.png")
        .contains("2 classes: cat 1, dog 1");
  }

  @Test
  void picturesOfFormatsWithoutAReaderAreNamedAndStopTheRunWhenTheyAreMany() throws Exception {
    for (int i = 0; i < 120; i++) {
      write(folder.resolve("a/" + i + ".png"), png(i));
    }
    write(folder.resolve("a/x.heic"), text("x"));
    assertThat(open().account().problems()).isEmpty();
    assertThat(open().account().findings().kinds(Finding.UNREAD_PICTURE)).isEqualTo("1 .heic");
    write(folder.resolve("a/y.AVIF"), text("x"));
    assertThat(sentences(open())).contains("2 of 122", ".avif", "UnreadPictures", "convert");
  }

  @Test
  void allUsualEndingsArePictures() throws Exception {
    for (String ending : List.of("jpg", "JPEG", "png", "webp", "bmp")) {
      write(folder.resolve("a." + ending), png(1));
    }
    assertThat(open().size()).isEqualTo(5);
  }

  @Test
  void aLinkToNothingCountsAsDamagedAndIsNamed() throws Exception {
    for (int i = 0; i < 200; i++) {
      write(folder.resolve("%03d.png".formatted(i)), png(i));
    }
    Files.createSymbolicLink(folder.resolve("ghost.png"), Path.of("nowhere.png"));
    PictureSource source = open();
    assertThat(source.size()).isEqualTo(201);
    assertThat(source.account().problems()).isEmpty();
    assertThat(source.account().findings().examples(Finding.UNREADABLE))
        .containsExactly("ghost.png");
    try (DecodedPictures pictures = new DecodedPictures(source, ReadSettings.defaults())) {
      assertThat(pictures.get(200).index()).isNotEqualTo(200);
      assertThat(pictures.damage().damaged()).isEqualTo(1);
    }
  }

  @Test
  void aLinkToNothingThatMayHaveBeenAClassStopsTheRun() throws Exception {
    write(folder.resolve("cat/a.png"), png(1));
    Files.createSymbolicLink(folder.resolve("dog"), Path.of("/mnt/away/dogs"));
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("dog is linking to nothing, and may have been a class");
  }

  @Test
  void aLinkToNothingWithinAClassCountsAsMissing() throws Exception {
    write(folder.resolve("cat/a.png"), png(1));
    Files.createSymbolicLink(folder.resolve("cat/more"), Path.of("/mnt/away/cats"));
    assertThat(open().account().findings().examples(Finding.UNREADABLE))
        .containsExactly("cat/more");
  }

  @Test
  void aLoopOfLinksCountsAsDamagedAndIsToldAsWhatItIs() throws Exception {
    write(folder.resolve("a.png"), png(1));
    Files.createSymbolicLink(folder.resolve("b.png"), Path.of("b.png"));
    PictureSource source = open();
    assertThat(source.account().findings().kinds(Finding.UNREADABLE))
        .isEqualTo("1 linking to what cannot be reached");
    assertThatThrownBy(() -> source.content(1)).isInstanceOf(DamagedPictureException.class);
  }

  @Test
  void aClassWithoutPicturesIsToldByWhatLiesInItAlone() throws Exception {
    write(folder.resolve("cat/a.png"), png(1));
    write(folder.resolve("cat/notes.txt"), text("x"));
    write(folder.resolve("dog/b.heic"), text("x"));
    assertThatThrownBy(this::open)
        .hasMessageContaining("dog/b.heic")
        .hasMessageNotContaining("notes.txt");
  }

  @Test
  void aClassOfUnreadPicturesAloneKeepsItsNumberWhereThatIsMeant() throws Exception {
    write(folder.resolve("ape/x.heic"), text("x"));
    write(folder.resolve("cat/a.png"), png(1));
    write(folder.resolve("dog/x.heic"), text("x"));
    write(folder.resolve("owl/b.png"), png(2));
    PictureSource source = open(OptionalInt.empty(), Set.of(DataDoubt.UNREAD_PICTURES));
    assertThat(source.classNames()).containsExactly("ape", "cat", "dog", "owl");
    assertThat(new int[] {source.label(0), source.label(1)}).containsExactly(1, 3);
  }

  @Test
  void aPictureThatIsTooLargeCountsAsDamaged() throws Exception {
    Path large = write(folder.resolve("a.png"), png(1));
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(PictureDecoder.MOST_BYTES + 1L);
    }
    PictureSource source = open();
    assertThatThrownBy(() -> source.content(0))
        .isInstanceOf(DamagedPictureException.class)
        .hasMessageContaining("more than the limit");
  }

  /** Reading the first bytes of this file fails as on a broken disk. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aDiskOutOfOrderIsNoDamagedPicture() {
    assertThatThrownBy(() -> new LocalFiles().read("/proc/self/mem", 0, 8))
        .isInstanceOf(DataException.class)
        .isNotInstanceOf(UnreadableFileException.class)
        .hasMessageContaining("Input/output error");
  }

  @Test
  void aFileThatEndsTooEarlyIsItsOwnFault() throws Exception {
    String file = write(folder.resolve("a.png"), new byte[4]).toString();
    assertThatThrownBy(() -> new LocalFiles().read(file, 0, 8))
        .isInstanceOf(UnreadableFileException.class);
  }

  @Test
  void manyLinksToNothingStopTheRun() throws Exception {
    write(folder.resolve("a.png"), png(1));
    Files.createSymbolicLink(folder.resolve("b.png"), Path.of("nowhere.png"));
    assertThat(sentences(open())).contains("1 of 2", "b.png", "maxDamagedFraction");
  }

  @Test
  void aPictureThatVanishesDuringTheRunCountsAsDamaged() throws Exception {
    write(folder.resolve("a.png"), png(1));
    PictureSource source = open();
    Files.delete(folder.resolve("a.png"));
    try (PictureDecoder decoder = DataFixtures.decoder(1000)) {
      assertThatThrownBy(() -> source.read(0, decoder))
          .isInstanceOf(DamagedPictureException.class)
          .hasMessageContaining("a.png does not exist");
    }
  }

  @Test
  void aPipeIsNotWaitedFor() throws Exception {
    write(folder.resolve("a.png"), png(1));
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("b.png").toString()).start().waitFor())
        .isZero();
    PictureSource source = open();
    assertThat(source.size()).isEqualTo(1);
    assertThat(source.account().findings().count(Finding.SPECIAL_FILE)).isEqualTo(1);
  }

  @Test
  void foldersOfTrainingAndTestingAreNoClasses() throws Exception {
    write(folder.resolve("train/cat/a.png"), png(1));
    write(folder.resolve("val/cat/b.png"), png(2));
    assertThat(sentences(open())).contains("train", "val", "BothSplits");
    write(folder.resolve("cat/b.png"), png(2));
    assertThat(open().account().problems()).isEmpty();
  }

  @Test
  void aFolderAboveTheOneThatIsMeantIsToldByName() throws Exception {
    write(folder.resolve("train/cat/a.png"), png(1));
    assertThat(sentences(open())).contains("its only class", folder.resolve("train").toString());
  }

  @Test
  void tarsBesideClassFoldersMustBeToldApart() throws Exception {
    write(folder.resolve("cat/a.png"), png(1));
    write(folder.resolve("cat.tar"), new TarMaker().file("a.png", png(1)).bytes());
    assertThatThrownBy(() -> LayoutFinder.find(folder.toString(), new LocalFiles()))
        .hasMessageContaining("cat.tar")
        .hasMessageContaining("cat/a.png")
        .hasMessageContaining("spec.data.format");
    assertThat(open().account().findings().kinds(Finding.OTHER_FILE)).isEqualTo("1 .tar");
  }

  @Test
  void namesOfClassesDoNotMakeAFolderAWebDataset() throws Exception {
    write(folder.resolve("batches.meta.txt"), text("cat"));
    write(folder.resolve("data_batch_1.bin"), new byte[3073]);
    assertThat(LayoutFinder.find(folder.toString(), new LocalFiles()))
        .isEqualTo(DataFormat.CIFAR10);
    Files.delete(folder.resolve("data_batch_1.bin"));
    write(folder.resolve("data_batch_1"), new byte[3073]);
    assertThatThrownBy(() -> LayoutFinder.find(folder.toString(), new LocalFiles()))
        .hasMessageContaining("Python version");
    Files.delete(folder.resolve("data_batch_1"));
    assertThatThrownBy(
            () ->
                PictureSources.open(
                    LayoutFinder.find(folder.toString(), new LocalFiles()),
                    folder.toString(),
                    new LocalFiles()))
        .hasMessageContaining("batches.meta.txt");
  }

  @Test
  void compressedTarsAreToldByTheirName() throws Exception {
    write(folder.resolve("a.tgz"), text("x"));
    assertThatThrownBy(() -> LayoutFinder.find(folder + "/a.tgz", new LocalFiles()))
        .hasMessageContaining("compressed");
  }

  @Test
  void aFolderThatHoldsTheClassesAloneMustBeMeant() throws Exception {
    write(folder.resolve("images/cat/a.png"), png(1));
    write(folder.resolve("images/dog/a.png"), png(2));
    assertThat(sentences(open()))
        .contains("images alone", "(cat, dog)", "name " + folder + "/images", "NestedClasses");
    assertThat(open(OptionalInt.of(0), Set.of()).account().problems()).isEmpty();
  }

  @Test
  void classesThatAllHoldTheSameFoldersMustBeMeant() throws Exception {
    for (String year : List.of("2024", "2025")) {
      write(folder.resolve(year + "/cat/a.png"), png(1));
      write(folder.resolve(year + "/dog/more/a.png"), png(2));
    }
    assertThat(sentences(open())).contains("2 classes", "(2024, 2025)", "(cat, dog)");
    write(folder.resolve("2025/beside.png"), png(3));
    assertThat(open().account().problems()).isEmpty();
  }

  @Test
  void foldersWithinClassesThatDifferAreNoMistake() throws Exception {
    write(folder.resolve("cat/front/a.png"), png(1));
    write(folder.resolve("cat/side/a.png"), png(2));
    write(folder.resolve("dog/front/a.png"), png(3));
    assertThat(open().account().problems()).isEmpty();
  }

  @Test
  void labelsOfFoldersCanBeIgnored() throws Exception {
    write(folder.resolve("cat/a.png"), png(1));
    write(folder.resolve("dog/a.png"), png(2));
    PictureSource source = open(OptionalInt.of(0), Set.of());
    assertThat(source.classNames()).isEmpty();
    assertThat(source.label(1)).isEqualTo(PictureSource.NO_LABEL);
    assertThat(source.account().labels()).contains("ignored");
  }

  private PictureSource open() {
    return PictureSources.open(
        DataFormat.IMAGE_FOLDER, folder.toString(), new LocalFiles(), SourceSettings.defaults());
  }

  private PictureSource open(OptionalInt classes, Set<DataDoubt> accept) {
    return PictureSources.open(
        DataFormat.IMAGE_FOLDER,
        folder.toString(),
        new LocalFiles(),
        new SourceSettings(KeyEnd.FIRST_DOT, Optional.empty(), classes, accept, 0.01));
  }

  private static String sentences(PictureSource source) {
    return String.join("\n", source.account().problems().stream().map(Problem::sentence).toList());
  }
}
