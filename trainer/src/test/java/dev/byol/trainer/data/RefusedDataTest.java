package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.data.remote.BucketFiles;
import dev.byol.trainer.data.remote.BucketShelf;
import dev.byol.trainer.storage.FaultProxy;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.Outlast;
import dev.byol.trainer.storage.Patience;
import dev.byol.trainer.storage.S3Server;
import dev.byol.trainer.storage.StorageException;
import dev.byol.trainer.storage.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The store refuses to give data: at the start that is final, during training it is waited for. */
@Tag("s3")
@Timeout(120)
class RefusedDataTest {
  @RegisterExtension static final S3Server SERVER = new S3Server();
  private static final byte[] BYTES = {1, 2, 3, 4, 5, 6};

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final ExecutorService reader = Executors.newSingleThreadExecutor();
  private FaultProxy proxy;
  private ObjectAddress place;
  private BucketFiles files;

  @BeforeEach
  void oneObject() throws IOException {
    place = SERVER.newPrefix();
    try (ObjectStore direct = SERVER.open()) {
      direct.put(place.withKey(place.key() + "/picture"), BYTES);
    }
    proxy = new FaultProxy(SERVER.endpoint());
  }

  @AfterEach
  void close() throws IOException {
    reader.shutdownNow();
    files.close();
    proxy.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, ExpiredToken",
    "403, AccessDenied",
    "403, InvalidAccessKeyId",
    "403, ''",
    "400, ''",
  })
  void aRefusalDuringTrainingIsWaitedForAndTold(int status, String code) throws Exception {
    files = open(Duration.ofMinutes(1));
    files.outlastRefusals();
    proxy.refuse(status, code, "The token is of yesterday");

    Future<byte[]> read = reader.submit(() -> files.read(place + "/picture", 1, 3));
    while (said.isEmpty()) {
      Thread.sleep(20);
    }
    assertThat(read.isDone()).isFalse();
    proxy.heal();

    assertThat(read.get(60, TimeUnit.SECONDS)).containsExactly(2, 3, 4);
    assertThat(said.get(0)).startsWith("The training waits for the store: cannot read " + place);
    assertThat(said).last().asString().startsWith("The store serves us again, after ");
  }

  @Test
  void aRefusalBeforeTheTrainingHasBegunIsToldAtOnce() throws Exception {
    files = open(Duration.ofMinutes(1));
    proxy.refuse(403, "AccessDenied", "no");

    assertThatThrownBy(() -> files.read(place + "/picture", 1, 3))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("HTTP 403");
    assertThat(said).isEmpty();
  }

  @Test
  void aRefusalThatNobodyMendsEndsTheReadingAsOneThatMayMend() throws Exception {
    files = open(Duration.ofSeconds(1));
    files.outlastRefusals();
    proxy.refuse(400, "ExpiredToken", "The provided token has expired.");

    assertThatThrownBy(() -> files.read(place + "/picture", 1, 3))
        .isInstanceOf(DataException.class)
        .satisfies(e -> assertThat(StorageException.mayMend(e)).isTrue());
  }

  private BucketFiles open(Duration longest) throws IOException {
    ObjectStore store =
        ObjectStore.open(
            SERVER.settings(proxy.endpoint()),
            Patience.SHORT,
            new Outlast(longest, said::add, Waits.NONE));
    return new BucketFiles(
        store, Optional.empty(), new BucketShelf(store, IndexShelf.NONE, BucketShelf.Access.READ));
  }
}
