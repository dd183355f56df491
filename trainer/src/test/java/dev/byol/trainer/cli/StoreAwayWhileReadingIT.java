package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.data.IndexShelf;
import dev.byol.trainer.data.remote.BucketFiles;
import dev.byol.trainer.storage.FaultProxy;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.Patience;
import dev.byol.trainer.storage.S3Server;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a worker ends with when the store fails it in the middle of its data. */
@Tag("s3")
class StoreAwayWhileReadingIT {
  @RegisterExtension static final S3Server SERVER = new S3Server();

  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(100));

  private String shard;

  @BeforeEach
  void upload() throws IOException {
    ObjectAddress place = SERVER.newPrefix();
    ObjectAddress address = place.withKey(place.folder() + "train-000000.tar");
    shard = address.toString();
    try (ObjectStore store = SERVER.open()) {
      store.put(address, new byte[4096]);
    }
  }

  @Test
  void aStoreThatIsAwayIsNoFaultOfTheData() throws IOException {
    assertThat(endWhen(proxy -> proxy.inject(FaultProxy.Fault.DOWN, 0, Integer.MAX_VALUE)))
        .isEqualTo(ExitCode.STORAGE_UNAVAILABLE);
  }

  @Test
  void aStoreThatFailsIsNoFaultOfTheData() throws IOException {
    assertThat(endWhen(proxy -> proxy.inject(FaultProxy.Fault.STATUS, 503, Integer.MAX_VALUE)))
        .isEqualTo(ExitCode.STORAGE_UNAVAILABLE);
  }

  private interface Fault {
    void set(FaultProxy proxy);
  }

  /** Read ahead by another thread, as in training; the first picture is read while all is well. */
  private ExitCode endWhen(Fault fault) throws IOException {
    try (FaultProxy proxy = new FaultProxy(SERVER.endpoint());
        ObjectStore store = SERVER.open(proxy.endpoint(), SHORT);
        BucketFiles files = new BucketFiles(store, Optional.empty(), IndexShelf.NONE)) {
      assertThat(files.read(shard, 0, 1024)).hasSize(1024);
      fault.set(proxy);
      files.willNeed(shard, 1024, 1024);
      Throwable thrown = catchThrowable(() -> files.read(shard, 1024, 1024));
      assertThat(thrown).isNotNull();
      return Failure.of(new CompletionException(thrown)).code();
    }
  }
}
