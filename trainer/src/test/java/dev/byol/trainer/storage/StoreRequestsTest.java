package dev.byol.trainer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.byol.api.spec.storage.StorageEncryption;
import dev.byol.api.spec.storage.StorageSpecBuilder;
import dev.byol.trainer.storage.ScriptedServer.Answer;
import dev.byol.trainer.storage.ScriptedServer.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What goes over the wire, and what is made of the answers. */
class StoreRequestsTest {
  private static final String ACCESS_KEY = "an-access-key";
  private static final String SECRET_KEY = "a-secret-that-no-log-may-have";
  private static final ObjectAddress PLACE = new ObjectAddress("bucket", "runs/photos/latest");

  @BeforeEach
  void giveCredentials() {
    System.setProperty("aws.accessKeyId", ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", SECRET_KEY);
  }

  @AfterEach
  void takeCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, REFUSED, give the credentials the right to list",
    "403, InvalidAccessKeyId, REFUSED, 'no longer, those of this store'",
    "403, SignatureDoesNotMatch, REFUSED, 'no longer, those of this store'",
    "400, ExpiredToken, REFUSED, 'no longer, those of this store'",
    "400, InvalidToken, REFUSED, 'no longer, those of this store'",
    "401, Unauthorized, REFUSED, give the credentials the right to list",
    "403, QuotaExceeded, FULL, it has no room",
    "507, InsufficientStorage, FULL, it has no room",
    "507, XMinioStorageFull, FULL, it has no room",
    "400, InvalidRequest, WRONG, 'endpoint, region and pathStyle'",
    "404, NoSuchBucket, WRONG, create the bucket bucket",
    "301, PermanentRedirect, WRONG, set spec.storage.region",
    "501, NotImplemented, WRONG, conditional writes"
  })
  void whatAnotherTryDoesNotMendIsOneSentenceAfterOneRequest(
      int status, String code, StorageException.Kind kind, String remedy) throws IOException {
    try (ScriptedServer server = new ScriptedServer(request -> Answer.error(status, code));
        ObjectStore store = open(server, null, null)) {
      assertThatThrownBy(() -> store.put(PLACE, new byte[] {1}))
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(kind);
                assertThat(e.status()).isEqualTo(status);
              })
          .hasMessageContaining(PLACE.toString())
          .hasMessageContaining("HTTP " + status)
          .hasMessageContaining("(\"scripted\")")
          .hasMessageContaining(remedy)
          .message()
          .doesNotContain("\n", SECRET_KEY, ACCESS_KEY);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void theAnswerToHeadWithAnExpiredTokenHasNoCodeAndIsARefusalToo() throws IOException {
    try (ScriptedServer server = new ScriptedServer(request -> new Answer(400, Map.of(), ""));
        ObjectStore store = open(server, null, null)) {
      assertThatThrownBy(() -> store.find(PLACE))
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.REFUSED))
          .hasMessageContaining("renew the credentials");
    }
  }

  @Test
  void anObjectThatIsNotThereIsFoundOutByOneRequest() throws IOException {
    try (ScriptedServer server = new ScriptedServer(request -> Answer.error(404, "NoSuchKey"));
        ObjectStore store = open(server, null, null)) {
      assertThat(store.readAll(PLACE, 100)).isEmpty();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aStoreThatNeverGivesAHeaderIsToldFromAnswersThatBreakOff() throws IOException {
    Map<String, String> headers =
        Map.of("Content-Length", "5", "Last-Modified", "Tue, 24 Nov 2026 14:00:00 GMT");
    try (ScriptedServer server = new ScriptedServer(request -> new Answer(200, headers, ""));
        ObjectStore store = open(server, null, null)) {
      assertThatThrownBy(() -> store.find(PLACE))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(PLACE.toString())
          .hasMessageContaining("lack the header ETag;");
    }
  }

  @Test
  void answersThatBreakOffWithinTheirHeadersMayGetBetter() throws IOException {
    int[] asked = {0};
    Function<Request, Answer> script =
        request ->
            new Answer(200, ++asked[0] % 2 == 0 ? Map.of() : Map.of("Content-Length", "5"), "");
    try (ScriptedServer server = new ScriptedServer(script);
        ObjectStore store = open(server, null, null)) {
      assertThatThrownBy(() -> store.find(PLACE))
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.AWAY))
          .hasMessageContaining("break off");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429})
  void whatMayGetBetterIsTriedAgain(int status) throws IOException {
    int[] asked = {0};
    Function<Request, Answer> script =
        request ->
            ++asked[0] < 3
                ? Answer.error(status, status == 500 ? "InternalError" : "SlowDown")
                : new Answer(200, Map.of("ETag", "\"1\""), "");
    try (ScriptedServer server = new ScriptedServer(script);
        ObjectStore store = open(server, null, null)) {
      store.put(PLACE, new byte[] {1});
      assertThat(server.requests()).hasSize(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"AES256, , AES256", "KMS, , aws:kms", "KMS, alias/training, aws:kms"})
  void encryptionIsAskedForAtEveryUpload(StorageEncryption encryption, String key, String header)
      throws IOException {
    try (ScriptedServer server = new ScriptedServer(StoreRequestsTest::acceptUploads);
        ObjectStore store = open(server, encryption, key)) {
      store.put(PLACE, new byte[] {1});
      store.putIf(PLACE, Optional.empty(), new byte[] {1});
      try (Upload upload = store.upload(PLACE, ObjectStore.PIECE + 1)) {
        upload.write(ByteBuffer.allocate(ObjectStore.PIECE + 1));
        upload.complete();
      }

      assertThat(server.requests())
          .filteredOn(request -> request.parameter("uploadId").isEmpty())
          .hasSize(3)
          .allSatisfy(
              request -> {
                assertThat(request.headers()).containsEntry("x-amz-server-side-encryption", header);
                assertThat(request.headers().get("x-amz-server-side-encryption-aws-kms-key-id"))
                    .isEqualTo(key);
              });
    }
  }

  @Test
  void piecesTravelWithTheirChecksum() throws IOException {
    try (ScriptedServer server = new ScriptedServer(StoreRequestsTest::acceptUploads);
        ObjectStore store = open(server, null, null)) {
      try (Upload upload = store.upload(PLACE, 2 * ObjectStore.PIECE)) {
        upload.write(ByteBuffer.allocate(2 * ObjectStore.PIECE));
        upload.complete();
      }
      assertThat(server.requests())
          .filteredOn(request -> !request.parameter("partNumber").isEmpty())
          .hasSize(2)
          .allSatisfy(
              request ->
                  assertThat(request.headers())
                      .containsEntry("x-amz-trailer", "x-amz-checksum-crc32"));
    }
  }

  @Test
  void anUploadIsGivenUpOnlyAfterItsPiecesHaveEnded() throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    CountDownLatch sent = new CountDownLatch(1);
    Function<Request, Answer> script =
        request -> {
          if (!request.parameter("partNumber").isEmpty()) {
            sent.countDown();
            pause(1500);
            events.add("a piece has arrived");
          } else if (request.method().equals("DELETE")) {
            events.add("given up");
          }
          return acceptUploads(request);
        };
    try (ScriptedServer server = new ScriptedServer(script);
        ObjectStore store = open(server, null, null)) {
      try (Upload upload = store.upload(PLACE, ObjectStore.PIECE + 1)) {
        upload.write(ByteBuffer.allocate(ObjectStore.PIECE + 1));
        assertThat(sent.await(30, TimeUnit.SECONDS)).isTrue();
        // The client has to know, too, that all has been sent: then it waits for the answer.
        pause(500);
      }
      assertThat(events).containsExactly("a piece has arrived", "given up");
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void credentialsAreInNoLineOfAnyLog() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    root.addAppender(lines);
    root.setLevel(Level.DEBUG);
    try (ScriptedServer server = new ScriptedServer(request -> Answer.error(403, "AccessDenied"));
        ObjectStore store = open(server, null, null)) {
      assertThatThrownBy(() -> store.put(PLACE, new byte[] {1})).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> store.listAll(PLACE)).isInstanceOf(IOException.class);
    } finally {
      root.setLevel(before);
      root.detachAppender(lines);
    }
    assertThat(lines.list).isNotEmpty();
    assertThat(lines.list)
        .extracting(line -> line.getFormattedMessage() + line.getThrowableProxy())
        .noneMatch(line -> line.contains(SECRET_KEY));
  }

  @Test
  void aStoreThatKnowsNoChecksumsIsAskedForNoneWhereTheyAreSwitchedOff() throws IOException {
    System.setProperty("aws.requestChecksumCalculation", "when_required");
    try (ScriptedServer server = new ScriptedServer(StoreRequestsTest::knowsNoChecksums);
        ObjectStore store = open(server, null, null)) {
      byte[] large = new byte[ObjectStore.PIECE + 1];
      try (Upload upload = store.upload(PLACE, large.length)) {
        upload.write(ByteBuffer.wrap(large));
        upload.complete();
      }
      store.put(PLACE, new byte[] {1});
      assertThat(store.putIf(PLACE, Optional.empty(), new byte[] {1})).isTrue();
      store.readAll(PLACE, 10);
      assertThat(server.requests())
          .hasSizeGreaterThan(5)
          .allSatisfy(
              request ->
                  assertThat(request.headers().keySet())
                      .noneMatch(
                          name -> name.contains("checksum") || name.equals("x-amz-trailer")));
    } finally {
      System.clearProperty("aws.requestChecksumCalculation");
    }
  }

  private static Answer knowsNoChecksums(Request request) {
    boolean asks =
        request.headers().keySet().stream()
            .anyMatch(name -> name.contains("checksum") || name.equals("x-amz-trailer"));
    return asks ? Answer.error(501, "NotImplemented") : acceptUploads(request);
  }

  private static Answer acceptUploads(Request request) {
    if (request.uri().getQuery() != null && request.uri().getQuery().startsWith("uploads")) {
      return Answer.xml(
          200,
          "<InitiateMultipartUploadResult><UploadId>7</UploadId></InitiateMultipartUploadResult>");
    }
    if (request.method().equals("POST")) {
      return Answer.xml(
          200, "<CompleteMultipartUploadResult><ETag>\"1\"</ETag></CompleteMultipartUploadResult>");
    }
    return new Answer(200, Map.of("ETag", "\"1\""), "");
  }

  private static ObjectStore open(
      ScriptedServer server, StorageEncryption encryption, String kmsKey) throws IOException {
    var spec =
        StorageSpecBuilder.builder()
            .endpoint(server.endpoint().toString())
            .encryption(encryption)
            .kmsKeyId(kmsKey)
            .build();
    return ObjectStore.open(StorageSettings.of(spec, Map.of()), Patience.SHORT);
  }
}
