package dev.byol.trainer.data;

import static dev.byol.trainer.data.DataFixtures.open;
import static dev.byol.trainer.data.DataFixtures.png;
import static dev.byol.trainer.data.DataFixtures.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.augment.RgbImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Held-out pictures that are trained on are found by content, whatever they are called. */
class OverlapSearchTest {
  @TempDir Path folder;

  @Test
  void theSameTarUnderAnotherNameIsFound() throws Exception {
    byte[] tar = tar(0, 300);
    Overlap overlap =
        search(shard("train.tar", tar), shard("copy/test.tar", tar), OverlapSearch.Budget.NEAR);
    assertThat(overlap.looked()).isEqualTo(200);
    assertThat(overlap.found()).isEqualTo(200);
    assertThat(overlap.isMistake()).isTrue();
    assertThat(overlap.inWords()).contains("200 of the 200", "train.tar");
  }

  @Test
  void otherPicturesAreNoOverlap() throws Exception {
    Overlap overlap =
        search(
            shard("train.tar", tar(0, 300)),
            shard("test.tar", tar(300, 350)),
            OverlapSearch.Budget.NEAR);
    assertThat(overlap).isEqualTo(new Overlap(50, 0, java.util.Optional.empty(), 0));
    assertThat(overlap.isMistake()).isFalse();
  }

  @Test
  void aTestPartAmongTheTrainingPicturesIsFoundAcrossLayouts() throws Exception {
    for (int i = 0; i < 10; i++) {
      write(folder.resolve("held/" + i + ".png"), png(40 + i));
    }
    Overlap overlap =
        search(
            shard("train.tar", tar(0, 60)),
            open(DataFormat.IMAGE_FOLDER, folder.resolve("held")),
            OverlapSearch.Budget.NEAR);
    assertThat(overlap.found()).isEqualTo(10);
  }

  @Test
  void picturesInAFolderAreAnnouncedBeforeTheyAreRead() throws Exception {
    AnnouncedFiles files = new AnnouncedFiles();
    for (int i = 0; i < 10; i++) {
      write(folder.resolve("held/" + i + ".png"), png(40 + i));
    }
    PictureSource train =
        PictureSources.open(
            DataFormat.IMAGE_FOLDER,
            folder.resolve("held").toString(),
            files,
            SourceSettings.defaults());
    assertThat(search(train, train, OverlapSearch.Budget.NEAR).found()).isEqualTo(10);
    assertThat(files.announced()).hasSize(10);
  }

  @Test
  void withinASmallBudgetWholeOverlapIsStillFound() throws Exception {
    byte[] tar = tar(0, 400);
    Overlap overlap =
        search(
            shard("train.tar", tar),
            shard("test.tar", tar),
            new OverlapSearch.Budget(16, 20, 1 << 20));
    assertThat(overlap.isMistake()).isTrue();
  }

  @Test
  void aSearchThatStopsHalfWaySaysHowFarItLooked() throws Exception {
    Overlap overlap =
        search(
            shard("train.tar", tar(0, 300)),
            shard("test.tar", tar(300, 350)),
            new OverlapSearch.Budget(50, 20, 1 << 20));
    assertThat(overlap.unread()).isPositive();
    assertThat(overlap.inWords())
        .contains("as far as was looked: %d training pictures".formatted(overlap.unread()));
  }

  @Test
  void everyPictureThatIsComparedWasAnnouncedBefore() throws Exception {
    TarMaker alike = new TarMaker();
    for (int i = 0; i < 5; i++) {
      alike.file("%d.png".formatted(i), png(7));
    }
    Announced train = new Announced(shard("train.tar", alike.bytes()));
    OverlapSearch.of(train, shard("test.tar", tar(7, 8)), OverlapSearch.Budget.NEAR);
    assertThat(train.firstRead).isEqualTo(5);
  }

  @Test
  void aSurveyReadsEachPictureOnceAndAnnouncesIt() throws Exception {
    Announced source = new Announced(shard("train.tar", tar(0, 5)));
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT)) {
      assertThat(PictureSurvey.of(source, 5, decoder).inWords()).contains("5 PNG");
    }
    assertThat(source.reads).isEqualTo(5);
    assertThat(source.firstRead).isEqualTo(5);
  }

  /** Counts what is announced and read. */
  private static final class Announced implements PictureSource {
    private final PictureSource source;
    private int announced;

    /** How many were announced when the first was read. */
    private int firstRead = -1;

    private int reads;

    Announced(PictureSource source) {
      this.source = source;
    }

    @Override
    public int size() {
      return source.size();
    }

    @Override
    public int label(int index) {
      return source.label(index);
    }

    @Override
    public List<String> classNames() {
      return source.classNames();
    }

    @Override
    public String name(int index) {
      return source.name(index);
    }

    @Override
    public long bytes(int index) {
      return source.bytes(index);
    }

    @Override
    public void willNeed(int index) {
      announced++;
    }

    @Override
    public byte[] content(int index) throws DamagedPictureException {
      firstRead = reads++ == 0 ? announced : firstRead;
      return source.content(index);
    }

    @Override
    public RgbImage read(int index, PictureDecoder decoder) throws DamagedPictureException {
      return decoder.decode(content(index), name(index));
    }
  }

  @Test
  void recordsOfOneSizeAreComparedAtTheirPlaceFirst() throws Exception {
    byte[] records = new byte[3074 * 500];
    for (int i = 0; i < 500; i++) {
      records[3074 * i + 2] = (byte) i;
      records[3074 * i + 3] = (byte) (i >> 8);
    }
    write(folder.resolve("train.bin"), records);
    write(folder.resolve("other/test.bin"), records);
    Overlap overlap =
        search(
            open(DataFormat.CIFAR100, folder.resolve("train.bin")),
            open(DataFormat.CIFAR100, folder.resolve("other/test.bin")),
            new OverlapSearch.Budget(20, 40, 1 << 20));
    assertThat(overlap.found()).isEqualTo(20);
  }

  @Test
  void aFewChanceDuplicatesAreToldButNoMistake() {
    assertThat(new Overlap(200, 4, java.util.Optional.of("a is b"), 0).isMistake()).isFalse();
    assertThat(new Overlap(200, 5, java.util.Optional.of("a is b"), 0).isMistake()).isTrue();
    assertThat(new Overlap(12, 1, java.util.Optional.of("a is b"), 0).isMistake()).isTrue();
  }

  private static Overlap search(
      PictureSource train, PictureSource heldOut, OverlapSearch.Budget budget) {
    return OverlapSearch.of(train, heldOut, budget);
  }

  private PictureSource shard(String name, byte[] tar) throws Exception {
    return open(DataFormat.WEBDATASET, write(folder.resolve(name), tar));
  }

  private static byte[] tar(int from, int to) {
    TarMaker tar = new TarMaker();
    for (int i = from; i < to; i++) {
      tar.file("sample%d.png".formatted(i), png(i));
    }
    return tar.bytes();
  }
}
