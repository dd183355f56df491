package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.checkpoint.store.BucketStore;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.MeteredStore;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("s3")
@Timeout(120)
class SharedLoaderTest {
  @RegisterExtension static final S3Server SERVER = new S3Server();
  private static final Predicate<String> NOTHING = key -> false;

  private ObjectStore objects;
  private CheckpointStore store;

  @BeforeEach
  void open() throws IOException {
    objects = SERVER.open();
    store = new BucketStore(objects, SERVER.newPrefix());
  }

  @AfterEach
  void close() {
    objects.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 3", "2, 2", "3, 2", "2, 5"})
  void everyByteIsAskedForOnceAndAllRanksHaveTheWholeCheckpoint(int writers, int readers)
      throws Exception {
    Samples.save(store, 120, writers, 1);
    long stored = 0;
    for (String key : store.list("step-00000120/part-")) {
      stored += store.open(key).orElseThrow().size();
    }

    List<Long> read =
        ThreadPeers.run(
            readers,
            peers -> {
              MeteredStore seen = new MeteredStore(store, NOTHING);
              try (Checkpoint found = load(seen, peers)) {
                assertThat(Samples.isIntact(found)).isTrue();
              }
              return seen.read();
            });

    if (readers > 1) {
      assertThat(read.stream().mapToLong(bytes -> bytes).sum()).isEqualTo(stored);
      assertThat(read).allMatch(bytes -> bytes > 0);
    }
  }

  @Test
  void whatIsDamagedInTheStoreIsPassedOverByAllRanksAndNamedByTheFirst() throws Exception {
    Samples.save(store, 10, 2, 1);
    Samples.save(store, 20, 2, 1);
    Samples.save(store, 30, 2, 1);
    store.delete(CheckpointNames.manifest("step-00000030"));
    String part = store.list("step-00000020/part-00001").get(0);
    store.put(part, ObjectBody.of("not what it was"));

    List<List<Rejected>> rejected =
        ThreadPeers.run(
            3,
            peers -> {
              var found = new SharedLoader(store, peers).newestComplete();
              try (Checkpoint checkpoint = found.checkpoint().orElseThrow()) {
                assertThat(checkpoint.info().step()).isEqualTo(10);
                assertThat(Samples.isIntact(checkpoint)).isTrue();
              }
              return found.rejected();
            });

    assertThat(rejected.get(0)).extracting(Rejected::name).contains("step-00000020");
    assertThat(rejected.get(0).get(1).sentence()).contains(part, "has 15 bytes");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  void whatOneRankReadWronglyIsUsedByNone(int wrong) throws Exception {
    Samples.save(store, 10, 1, 1);
    Samples.save(store, 20, 1, 1);

    List<Long> steps =
        ThreadPeers.run(
            3,
            peers -> {
              Predicate<String> altered = key -> peers.rank() == wrong && key.contains("20/part");
              try (Checkpoint found = load(new MeteredStore(store, altered), peers)) {
                assertThat(Samples.isIntact(found)).isTrue();
                return found.info().step();
              }
            });

    assertThat(steps).containsOnly(10L);
  }

  @Test
  void whatOneRankDoesNotSeeOfADirectoryIsUsedByNone(@TempDir Path folder) throws Exception {
    CheckpointStore shared = new DirectoryStore(folder.resolve("shared"));
    Samples.save(shared, 10, 1, 1);

    assertThatThrownBy(
            () ->
                ThreadPeers.run(
                    2,
                    peers ->
                        load(
                            peers.rank() == 0 ? shared : new DirectoryStore(folder.resolve("own")),
                            peers)))
        .isInstanceOf(NoUsableCheckpointException.class)
        .hasMessageContaining("rank 1: step-00000010/part-00000");
  }

  @Test
  void anEmptyPlaceIsEmptyForAll() throws Exception {
    assertThat(
            ThreadPeers.run(
                2, peers -> new SharedLoader(store, peers).newestComplete().checkpoint().isEmpty()))
        .containsOnly(true);
  }

  private static Checkpoint load(CheckpointStore store, Peers peers) throws IOException {
    return new SharedLoader(store, peers).newestComplete().checkpoint().orElseThrow();
  }
}
