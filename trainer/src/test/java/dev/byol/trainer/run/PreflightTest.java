package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.checkpoint.store.BucketStore;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.ForwardingStore;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.S3Server;
import dev.byol.trainer.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is tried at the start is what a checkpoint does later. */
@Tag("s3")
class PreflightTest {
  @RegisterExtension static final S3Server SERVER = new S3Server();
  private static final long PIECE = 8 << 20;

  @TempDir Path folder;

  @Test
  void anObjectInPiecesIsWrittenReadBackAndRemoved() throws IOException {
    ObjectAddress place = SERVER.newPrefix();
    List<Long> sizes = new ArrayList<>();
    try (ObjectStore objects = SERVER.open()) {
      BucketStore bucket = new BucketStore(objects, place);
      Preflight.write(noting(sizes, bucket));
      assertThat(sizes)
          .singleElement()
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LONG)
          .isGreaterThan(PIECE);
      assertThat(bucket.list("")).isEmpty();
    }
  }

  @Test
  void aStoreWithoutTheRightToUploadInPiecesIsNamedInItsOwnWords() throws IOException {
    try (ObjectStore objects = SERVER.open()) {
      CheckpointStore store =
          new ForwardingStore(new BucketStore(objects, SERVER.newPrefix())) {
            @Override
            public void put(String key, ObjectBody body) throws IOException {
              throw new StorageException(
                  StorageException.Kind.REFUSED, 403, "HTTP 403 AccessDenied (\"no parts\")", null);
            }
          };
      assertThatThrownBy(() -> Preflight.write(store)).hasMessageContaining("(\"no parts\")");
    }
  }

  @Test
  void aStoreWithoutTheRightToListUploadsIsNamed() throws IOException {
    try (ObjectStore objects = SERVER.open()) {
      CheckpointStore store =
          new ForwardingStore(new BucketStore(objects, SERVER.newPrefix())) {
            @Override
            public int deleteLeftovers(Instant before, Predicate<String> isDead)
                throws IOException {
              throw new StorageException(
                  StorageException.Kind.REFUSED, 403, "may not list uploads", null);
            }
          };
      assertThatThrownBy(() -> Preflight.write(store)).hasMessage("may not list uploads");
    }
  }

  @Test
  void aDirectoryIsTriedWithASmallFileAlone() throws IOException {
    List<Long> sizes = new ArrayList<>();
    DirectoryStore directory = new DirectoryStore(folder);
    Preflight.write(noting(sizes, directory));
    assertThat(sizes).isEmpty();
    assertThat(directory.list("")).isEmpty();
  }

  @Test
  void aDiskWithoutRoomForACheckpointIsToldWithBothSizes() {
    CheckpointStore nearlyFull =
        new ForwardingStore(new DirectoryStore(folder)) {
          @Override
          public OptionalLong room() {
            return OptionalLong.of(3 << 20);
          }
        };
    assertThat(Preflight.tooFull(nearlyFull, 3 << 20)).isEmpty();
    assertThat(Preflight.tooFull(nearlyFull, 5 << 20))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .startsWith("spec.checkpoint.uri: ")
                    .contains("has 3.0 MiB left", "takes 5.0 MiB"));
    assertThat(new DirectoryStore(folder).room()).isPresent();
  }

  /** Notes the size of each object that is put. */
  private static CheckpointStore noting(List<Long> sizes, CheckpointStore store) {
    return new ForwardingStore(store) {
      @Override
      public void put(String key, ObjectBody body) throws IOException {
        sizes.add(body.size());
        super.put(key, body);
      }
    };
  }
}
