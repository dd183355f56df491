package dev.byol.trainer.checkpoint.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.Samples;
import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.ForwardingStore;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import dev.byol.trainer.storage.StorageException;
import dev.byol.trainer.storage.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The thread that brings the spool over does not die unseen. */
@Timeout(60)
class SpoolCarrierTest {
  @TempDir Path folder;
  private final AtomicReference<Throwable> failure =
      new AtomicReference<>(
          new StorageException(StorageException.Kind.AWAY, 503, "the store is away", null));

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, OutOfMemoryError.class})
  void whatEndsItIsToldToWhoWaitsAndToWhoWritesNext(Class<? extends Throwable> kind)
      throws Exception {
    try (SpooledWriter writer = writer()) {
      CheckpointInfo info = Samples.info(10, 1, 1);
      writer.commit(info, List.of(writer.writePart(info, 0, Samples.state(10))));
      failure.set(kind.getConstructor(String.class).newInstance("injected"));

      assertThatThrownBy(() -> writer.awaitEmpty(Duration.ofSeconds(40)))
          .hasStackTraceContaining(kind.getName() + ": injected");
      assertThatThrownBy(() -> writer.writePart(Samples.info(20, 1, 1), 0, Samples.state(20)))
          .hasStackTraceContaining("injected");
    }
  }

  @ParameterizedTest
  @EnumSource(StorageException.Kind.class)
  void whateverTheStoreSaysCheckpointsAreKeptAndBroughtOverWhenItTakesThem(
      StorageException.Kind kind) throws Exception {
    failure.set(new StorageException(kind, 404, "NoSuchBucket", null));
    try (SpooledWriter writer = writer()) {
      CheckpointInfo info = Samples.info(10, 1, 1);
      writer.commit(info, List.of(writer.writePart(info, 0, Samples.state(10))));
      assertThat(writer.kept()).isPresent();

      failure.set(null);

      assertThat(writer.awaitEmpty(Duration.ofSeconds(40))).isTrue();
      assertThat(CheckpointLoader.newestComplete(store()).checkpoint()).isPresent();
    }
  }

  @Test
  void aNewerAttemptEndsIt() throws Exception {
    try (SpooledWriter writer = writer()) {
      CheckpointInfo info = Samples.info(10, 1, 1);
      writer.commit(info, List.of(writer.writePart(info, 0, Samples.state(10))));
      failure.set(new SupersededException(1, 2));

      assertThatThrownBy(() -> writer.awaitEmpty(Duration.ofSeconds(40)))
          .isInstanceOf(SupersededException.class);
    }
  }

  private DirectoryStore store() {
    return new DirectoryStore(folder.resolve("store"));
  }

  private SpooledWriter writer() {
    CheckpointStore store =
        new ForwardingStore(store()) {
          @Override
          public void put(String key, ObjectBody body) throws IOException {
            Throwable now = failure.get();
            if (now == null) {
              super.put(key, body);
              return;
            }
            if (now instanceof IOException away) {
              throw away;
            }
            if (now instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) now;
          }
        };
    return new SpooledWriter(
        store,
        folder.resolve("spool"),
        1 << 20,
        1,
        Duration.ofMillis(20),
        Waits.NONE,
        (info, parts, made) -> {});
  }
}
