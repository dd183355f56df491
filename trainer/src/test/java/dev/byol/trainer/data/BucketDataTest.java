package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.spec.data.KeyEnd;
import dev.byol.trainer.data.account.Findings;
import dev.byol.trainer.data.remote.BucketFiles;
import dev.byol.trainer.data.remote.BucketShelf;
import dev.byol.trainer.data.remote.FolderShelf;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data in object storage are the same pictures in the same order as on this machine. */
@Tag("s3")
class BucketDataTest {
  @RegisterExtension static final S3Server SERVER = new S3Server();
  private static final int SHARDS = 20;

  @TempDir Path folder;
  private ObjectStore store;
  private ObjectAddress place;
  private BucketFiles files;

  @BeforeEach
  void shardsHereAndThere() throws IOException {
    store = SERVER.open();
    place = SERVER.newPrefix();
    for (int shard = 0; shard < SHARDS; shard++) {
      put("train-%04d.tar".formatted(shard), shard(shard, 1 + shard % 4));
    }
    put("classes.json", DataFixtures.text("[\"a\", \"b\", \"c\"]"));
    files = files(IndexShelf.NONE);
  }

  @AfterEach
  void close() {
    files.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/train-{0000..0019}.tar", "/train-*.tar", "/train-000{0..3}.tar", "/all.txt"})
  void everyWayToNameShardsGivesWhatItGivesLocally(String suffix) throws IOException {
    StringBuilder manifest = new StringBuilder("# all shards\n");
    for (int shard = SHARDS - 1; shard >= 0; shard--) {
      manifest.append("train-%04d.tar%n".formatted(shard));
    }
    put("all.txt", DataFixtures.text(manifest.toString()));
    PictureSource remote = open(place + suffix, files);
    PictureSource local =
        PictureSources.open(DataFormat.WEBDATASET, folder + suffix, new LocalFiles());
    assertSame(remote, local);
  }

  @Test
  void foldersOfPicturesAreReadAsLocally() throws IOException {
    for (String name : new String[] {"cat/1.png", "cat/deep/2.png", "dog/3.png"}) {
      put("images/" + name, DataFixtures.png(name.hashCode() & 0xFFFF));
    }
    PictureSource remote = PictureSources.open(DataFormat.IMAGE_FOLDER, place + "/images", files);
    assertSame(
        remote, PictureSources.open(DataFormat.IMAGE_FOLDER, folder + "/images", new LocalFiles()));
    assertThat(remote.classNames()).containsExactly("cat", "dog");
  }

  @Test
  void batchesAreTheSameAsLocally() throws IOException {
    List<Long> remote = order(open(place.toString(), files));
    List<Long> local =
        order(PictureSources.open(DataFormat.WEBDATASET, folder.toString(), new LocalFiles()));
    assertThat(remote).isEqualTo(local);
  }

  @Test
  void theIndexIsBuiltOnceAndOnlyNewShardsAreReadAgain() throws IOException {
    Path near = folder.resolve("near");
    List<String> shards = Locations.expand(files, place.toString(), ".tar", new Findings()).files();
    BucketShelf shelf = new BucketShelf(store, new FolderShelf(near), BucketShelf.Access.WRITE);
    assertThat(scan(shelf, shards).read()).isEqualTo(SHARDS);
    assertThat(scan(shelf, shards).read()).isZero();
    BucketShelf elsewhere = new BucketShelf(store, IndexShelf.NONE, BucketShelf.Access.READ);
    assertThat(scan(elsewhere, shards).read()).as("from beside the data").isZero();

    put("train-0007.tar", shard(99, 5));
    BucketFiles fresh = files(shelf);
    ShardScan.Result after =
        ShardScan.of(fresh, place.toString(), shards, shelf, SourceSettings.defaults(), done -> {});
    assertThat(after.read()).isEqualTo(1);
    assertSame(
        open(place.toString(), fresh),
        PictureSources.open(DataFormat.WEBDATASET, folder.toString(), new LocalFiles()));
  }

  @Test
  void runsFindTheIndexThatWasBuiltWithTheirSettings() throws IOException {
    IndexShelf shelf = new FolderShelf(folder.resolve("shelf"));
    SourceSettings lastDot =
        new SourceSettings(
            KeyEnd.LAST_DOT, Optional.of("png"), OptionalInt.empty(), Set.of(), 0.01);
    try (BucketFiles kept = files(shelf)) {
      ShardIndexing.Built built =
          ShardIndexing.build(kept, place.toString(), lastDot, (done, of) -> {});
      assertThat(built.read()).isEqualTo(SHARDS);
      List<String> shards =
          Locations.expand(kept, place.toString(), ".tar", new Findings()).files();
      ShardScan.Result run =
          ShardScan.of(kept, place.toString(), shards, shelf, lastDot, done -> {});
      assertThat(run.read()).isZero();
    }
  }

  @Test
  void aDamagedIndexIsBuiltAnew() throws IOException {
    FolderShelf shelf = new FolderShelf(folder.resolve("near"));
    List<String> shards = Locations.expand(files, place.toString(), ".tar", new Findings()).files();
    scan(shelf, shards);
    byte[] index = shelf.find(place.toString(), shards).orElseThrow();
    for (int at : new int[] {0, 5, 12, index.length / 2, index.length - 1}) {
      byte[] altered = index.clone();
      altered[at] ^= 1;
      assertThat(IndexFile.read(altered)).as("byte %d", at).isEmpty();
    }
    shelf.keep(place.toString(), shards, new byte[] {1, 2, 3});
    assertThat(scan(shelf, shards).read()).isEqualTo(SHARDS);
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> open(place + "/train-{0000..0031}.tar", files))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train-0020.tar does not exist");
    assertThatThrownBy(() -> open("s3://no-such-bucket/x", files))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("NoSuchBucket")
        .hasMessageContaining("create the bucket");
  }

  @Test
  void aShardThatIsReplacedDuringTheRunIsAnError() throws IOException {
    PictureSource source = open(place.toString(), files);
    // Only large files are remembered by listing; opening remembers all.
    put("train-0000.tar", shard(55, 1));
    try (PictureDecoder decoder = DataFixtures.decoder(1000)) {
      assertThatThrownBy(() -> source.read(0, decoder))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("was replaced while it was being read");
    }
  }

  private ShardScan.Result scan(IndexShelf shelf, List<String> shards) {
    return ShardScan.of(
        files, place.toString(), shards, shelf, SourceSettings.defaults(), done -> {});
  }

  private static List<Long> order(PictureSource source) {
    List<Long> seen = new ArrayList<>();
    LoaderSettings settings = new LoaderSettings(1, 2, 2, () -> Duration.ofSeconds(20));
    try (DecodedPictures pictures =
            new DecodedPictures(source, new ReadSettings(0, DecodeSettings.DEFAULT, 0.01));
        BatchLoader loader =
            BatchLoader.open(
                pictures,
                new SampleOrder(3, source.size()),
                7,
                Shares.of(7, 1, 0),
                (image, sample, epoch, view, scratch, out, offset) -> {
                  out[offset] = DataFixtures.number(image);
                },
                settings,
                2)) {
      for (long step = 2; step < 30; step++) {
        try (Batch batch = loader.take(step)) {
          for (int i = 0; i < batch.count(); i++) {
            seen.add(batch.sampleIds()[i]);
            seen.add((long) batch.view1()[3 * i]);
          }
        }
      }
    }
    return seen;
  }

  private static void assertSame(PictureSource remote, PictureSource local) throws IOException {
    assertThat(remote.size()).isEqualTo(local.size());
    assertThat(remote.classNames()).isEqualTo(local.classNames());
    try (PictureDecoder decoder = DataFixtures.decoder(1000)) {
      for (int i = 0; i < local.size(); i++) {
        assertThat(remote.label(i)).isEqualTo(local.label(i));
        assertThat(DataFixtures.number(read(remote, i, decoder)))
            .isEqualTo(DataFixtures.number(read(local, i, decoder)));
      }
    }
  }

  private static dev.byol.trainer.augment.RgbImage read(
      PictureSource source, int i, PictureDecoder decoder) throws IOException {
    try {
      return source.read(i, decoder);
    } catch (DamagedPictureException e) {
      throw new IOException(e);
    }
  }

  private static PictureSource open(String location, DataFiles files) {
    return PictureSources.open(DataFormat.WEBDATASET, location, files);
  }

  private BucketFiles files(IndexShelf shelf) throws IOException {
    return new BucketFiles(SERVER.open(), Optional.empty(), shelf);
  }

  /** Writes a file on this machine and the same into the bucket. */
  private void put(String name, byte[] bytes) throws IOException {
    DataFixtures.write(folder.resolve(name), bytes);
    store.put(place.withKey(place.folder() + name), bytes);
  }

  private static byte[] shard(int number, int pictures) throws IOException {
    Map<String, byte[]> content = new LinkedHashMap<>();
    for (int i = 0; i < pictures; i++) {
      content.put("p%d-%d.png".formatted(number, i), DataFixtures.png(number * 16 + i));
      content.put("p%d-%d.cls".formatted(number, i), DataFixtures.text("" + (i % 3)));
    }
    return DataFixtures.tar(content);
  }
}
