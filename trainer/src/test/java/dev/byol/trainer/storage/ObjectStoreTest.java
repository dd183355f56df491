package dev.byol.trainer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("s3")
class ObjectStoreTest {
  @RegisterExtension static final S3Server SERVER = new S3Server();

  private ObjectStore store;
  private ObjectAddress place;

  @BeforeEach
  void open() throws IOException {
    store = SERVER.open();
    place = SERVER.newPrefix();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        1000,
        ObjectStore.PIECE - 1,
        ObjectStore.PIECE,
        ObjectStore.PIECE + 1,
        3 * ObjectStore.PIECE,
        9 * ObjectStore.PIECE + 77
      })
  void whatIsUploadedComesBackWholeAndInParts(int size, @TempDir Path folder) throws IOException {
    byte[] bytes = bytes(size);
    upload(at("object"), bytes);
    ObjectInfo found = store.find(at("object")).orElseThrow();
    assertThat(found.size()).isEqualTo(size);

    ByteBuffer all = ByteBuffer.allocate(size);
    store.read(at("object"), found.version(), 0, all);
    assertThat(all.remaining()).isZero();
    assertThat(all.array()).isEqualTo(bytes);

    ByteBuffer middle = ByteBuffer.allocateDirect(size / 3);
    store.read(at("object"), found.version(), size / 3, middle);
    assertThat(middle.flip()).isEqualTo(ByteBuffer.wrap(bytes, size / 3, size / 3));

    Path copy = folder.resolve("copy");
    try (FileChannel file =
        FileChannel.open(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      store.copyTo(at("object"), found.version(), 0, size, file, arrived -> {});
    }
    assertThat(Files.readAllBytes(copy)).isEqualTo(bytes);
  }

  @Test
  void anUploadThatIsNotCompletedIsNeverSeenAndLeavesNoPieces() throws IOException {
    byte[] bytes = bytes(2 * ObjectStore.PIECE);
    try (Upload upload = store.upload(at("object"), bytes.length)) {
      upload.write(ByteBuffer.wrap(bytes));
    }
    assertThat(store.find(at("object"))).isEmpty();
    assertThat(store.abortUploads(place, (key, begun) -> true)).isZero();
  }

  @Test
  void piecesOfAWriterThatDiedAreGivenUp() throws IOException {
    byte[] bytes = bytes(2 * ObjectStore.PIECE);
    Upload dead = store.upload(at("dead"), bytes.length);
    dead.write(ByteBuffer.wrap(bytes));
    // A piece that still travels may bring an upload back that was given up.
    dead.awaitPieces();
    Instant now = Instant.now();
    assertThat(store.abortUploads(place, (key, begun) -> begun.isBefore(now.minusSeconds(3600))))
        .isZero();
    assertThat(store.abortUploads(place, (key, begun) -> key.endsWith("/dead"))).isEqualTo(1);
    assertThat(store.abortUploads(place, (key, begun) -> true)).isZero();
  }

  @Test
  void anUploadOfAnotherLengthIsRefused() throws IOException {
    try (Upload upload = store.upload(at("object"), 10)) {
      upload.write(ByteBuffer.wrap(new byte[9]));
      assertThatThrownBy(upload::complete).hasMessageContaining("10 bytes, got 9");
    }
    try (Upload upload = store.upload(at("object"), 10)) {
      assertThatThrownBy(() -> upload.write(ByteBuffer.wrap(new byte[11])))
          .hasMessageContaining("10 bytes, got more");
    }
  }

  @Test
  void ofTwoWritersOneIsToldThatTheOtherWasFaster() throws IOException {
    assertThat(store.putIf(at("latest"), Optional.empty(), text("one"))).isTrue();
    assertThat(store.putIf(at("latest"), Optional.empty(), text("two"))).isFalse();
    String version = store.find(at("latest")).orElseThrow().version();
    assertThat(store.putIf(at("latest"), Optional.of(version), text("three"))).isTrue();
    assertThat(store.putIf(at("latest"), Optional.of(version), text("four"))).isFalse();
    assertThat(store.readAll(at("latest"), 100).orElseThrow().bytes()).isEqualTo(text("three"));
  }

  @Test
  void aConditionalWriteThatTookEffectBeforeItsAnswerWasLostCounts() throws IOException {
    store.put(at("latest"), text("ours"));
    assertThat(store.putIf(at("latest"), Optional.empty(), text("ours"))).isTrue();
  }

  @Test
  void replacedWhileItIsReadIsAnError() throws IOException {
    store.put(at("shard"), text("abc"));
    String version = store.find(at("shard")).orElseThrow().version();
    store.put(at("shard"), text("xyz"));
    assertThatThrownBy(() -> store.read(at("shard"), version, 0, ByteBuffer.allocate(3)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("was replaced while it was being read");
  }

  @Test
  void whatCannotBeKeptHereIsNotTheStoresFault(@TempDir Path folder) throws IOException {
    store.put(at("shard"), text("abc"));
    ObjectInfo found = store.find(at("shard")).orElseThrow();
    FileChannel closed =
        FileChannel.open(
            folder.resolve("copy"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    closed.close();
    assertThatThrownBy(
            () -> store.copyTo(at("shard"), found.version(), 0, 3, closed, arrived -> {}))
        .isNotInstanceOf(StorageException.class)
        .hasMessageContaining("cannot be kept on this machine");
  }

  @Test
  void listingsAreByFolderOrByPrefix() throws IOException {
    for (String key : new String[] {"a/1", "a/2", "a/b/3", "ab", "c"}) {
      store.put(at(key), text(key));
    }
    Listing top = store.listFolder(place.withKey(place.folder()));
    assertThat(top.objects()).extracting(ObjectInfo::key).containsExactly(key("ab"), key("c"));
    assertThat(top.folders()).containsExactly(key("a/"));
    assertThat(store.listAll(at("a")))
        .extracting(ObjectInfo::key)
        .containsExactly(key("a/1"), key("a/2"), key("a/b/3"), key("ab"));
    assertThat(store.isAny(at("a/b"))).isTrue();
    assertThat(store.isAny(at("z"))).isFalse();
  }

  @Test
  void whatIsNotThereIsToldAndMayBeDeleted() throws IOException {
    assertThat(store.find(at("none"))).isEmpty();
    assertThat(store.readAll(at("none"), 10)).isEmpty();
    store.delete(at("none"));
  }

  @Test
  void aBucketThatIsNotThereFailsAtOnceWithStatusAndRemedy() {
    ObjectAddress elsewhere = new ObjectAddress("no-such-bucket", "x");
    assertThatThrownBy(() -> store.listAll(elsewhere))
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(StorageException.Kind.WRONG);
              assertThat(e.status()).isEqualTo(404);
            })
        .hasMessageContaining("s3://no-such-bucket/x")
        .hasMessageContaining("HTTP 404 NoSuchBucket")
        .hasMessageContaining("create the bucket");
  }

  private void upload(ObjectAddress address, byte[] bytes) throws IOException {
    Random random = new Random(bytes.length);
    try (Upload upload = store.upload(address, bytes.length)) {
      for (int at = 0; at < bytes.length; ) {
        int count = Math.min(bytes.length - at, 1 + random.nextInt(3_000_000));
        upload.write(ByteBuffer.wrap(bytes, at, count));
        at += count;
      }
      upload.complete();
    }
  }

  private ObjectAddress at(String name) {
    return place.withKey(key(name));
  }

  private String key(String name) {
    return place.folder() + name;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
