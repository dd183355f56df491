package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.store.BucketStore;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.storage.FaultProxy;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.Patience;
import dev.byol.trainer.storage.S3Server;
import dev.byol.trainer.storage.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Credentials or rights of the store go away while three ranks train, and come back. */
@Tag("s3")
@Timeout(300)
class StoreRefusalIT {
  @RegisterExtension static final S3Server SERVER = new S3Server();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "400, ExpiredToken, The provided token has expired.",
    "403, AccessDenied, Access Denied by a bucket policy",
    "403, InvalidAccessKeyId, The key does not exist in our records.",
    "403, RequestTimeTooSkewed, The difference between the request time and the current time is too large.",
    "404, NoSuchBucket, The specified bucket does not exist",
    "301, PermanentRedirect, The bucket you are attempting to access must be addressed using the specified endpoint.",
    "507, XMinioStorageFull, Storage backend has reached its minimum free drive threshold",
  })
  void trainingGoesOnAndTheLastCheckpointIsInTheStoreWhenItAcceptsUsAgain(
      int status, String code, String message) throws Exception {
    ObjectAddress place = SERVER.newPrefix();
    try (FaultProxy proxy = new FaultProxy(SERVER.endpoint());
        ObjectStore objects = SERVER.open(proxy.endpoint(), Patience.SHORT);
        ObjectStore direct = SERVER.open();
        ThreeRanks ranks = new ThreeRanks(folder)) {
      CheckpointStore sane = new BucketStore(direct, place);
      ranks.run(
          new BucketStore(objects, place),
          (collective, state, checkpoints) -> {
            checkpoints.restore();
            checkpoints.saveAndWait(1, ThreeRanks.longWait());
            if (collective.rank() == 0) {
              proxy.refuse(status, code, message);
            }
            collective.barrier("the store refuses");
            state.online().parameters().scaleInPlace(7);
            if (collective.rank() == 0) {
              healWhenTheSpoolsAreFull(proxy);
            }
            checkpoints.saveAndWait(2, ThreeRanks.longWait());
          });

      try (Checkpoint newest = CheckpointLoader.newestComplete(sane).checkpoint().orElseThrow()) {
        assertThat(newest.info().step()).isEqualTo(2);
        assertThat(newest.parts()).hasSize(ThreeRanks.RANKS);
      }
      ranks.run(
          sane,
          (collective, state, checkpoints) -> {
            double fresh = state.online().parameters().norm();
            assertThat(checkpoints.restore().step()).isEqualTo(2);
            assertThat(state.online().parameters().norm())
                .isCloseTo(7 * fresh, withinPercentage(1));
          });
    }
  }

  @Test
  void whatIsNotMendedInTimeIsToldInTheStoresWordsWithAFolderThatIsThereAndBroughtOverByTheNext()
      throws Exception {
    ObjectAddress place = SERVER.newPrefix();
    try (FaultProxy proxy = new FaultProxy(SERVER.endpoint());
        ObjectStore objects = SERVER.open(proxy.endpoint(), Patience.SHORT);
        ThreeRanks ranks = new ThreeRanks(folder)) {
      CheckpointStore store = new BucketStore(objects, place);
      ranks.run(
          store,
          (collective, state, checkpoints) -> {
            checkpoints.restore();
            checkpoints.saveAndWait(1, ThreeRanks.longWait());
            collective.barrier("all is well");
            if (collective.rank() == 0) {
              proxy.refuse(400, "ExpiredToken", "The provided token has expired.");
            }
            collective.barrier("the store refuses");
            Path kept = folder.resolve("spool").resolve("rank-" + collective.rank());
            assertThatThrownBy(
                    () -> checkpoints.saveAndWait(2, ThreeRanks.upTo(Duration.ofSeconds(6))))
                .isInstanceOfSatisfying(
                    StorageException.class,
                    e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.REFUSED))
                .hasMessageContaining("ExpiredToken (\"The provided token has expired\")")
                .hasMessageContaining("it is kept in " + kept);
            assertThat(kept).isDirectory();
          });
      assertThat(Files.list(folder.resolve("spool"))).hasSize(ThreeRanks.RANKS);

      proxy.heal();
      ranks.run(
          store,
          (collective, state, checkpoints) ->
              assertThat(checkpoints.restore().step()).isEqualTo(2));
    }
  }

  private void healWhenTheSpoolsAreFull(FaultProxy proxy) {
    Thread healer =
        new Thread(
            () -> {
              try {
                while (spooled() < ThreeRanks.RANKS) {
                  Thread.sleep(20);
                }
                proxy.heal();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    healer.setDaemon(true);
    healer.start();
  }

  private int spooled() {
    int count = 0;
    for (int rank = 0; rank < ThreeRanks.RANKS; rank++) {
      Path folder = this.folder.resolve("spool/rank-" + rank + "/step-00000002");
      count += Files.isDirectory(folder) ? 1 : 0;
    }
    return count;
  }
}
